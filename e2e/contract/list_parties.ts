// What somebody writes with the generated types: misspelt paths, parameters and fields do not compile.
import createClient from "openapi-fetch";

import type { paths } from "./schema.d.ts";

declare const process: { env: Record<string, string> };

const client = createClient<paths>({
  baseUrl: process.env.API,
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
});
const { data, error } = await client.GET("/api/v1/parties", {
  params: { query: { kind: "person", sort: "name", limit: 3 } },
});
if (!data) throw new Error(JSON.stringify(error));
console.log(JSON.stringify(data.data.map((party) => party.name)));
