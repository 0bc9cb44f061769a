// The pages that people live in, with an address that the demo company fills.

/** Pages of the demo, by name; records are found through their lists. */
export async function places(page) {
  const first = async (list) => {
    await page.goto(list);
    return page.locator("main table tbody a[href^='" + list + "/']").first().getAttribute("href");
  };
  const person = await first("/people");
  const company = await first("/companies");
  const activity = await first("/activities");
  return {
    home: "/",
    people: "/people",
    "people, filtered": "/people?job_title.contains=a&sort=-created_at",
    "people, nothing fits": "/people?name=nobody-is-called-so",
    "a person": person,
    "a person, edited": `${person}/edit`,
    "a person's history": `${person}/history`,
    "a new person": "/people/new",
    companies: "/companies",
    "a company": company,
    "a company, edited": `${company}/edit`,
    "a company's network": `${company}/network`,
    activities: "/activities",
    "an activity": activity,
    "a new activity": "/activities/new",
    import: "/import",
    search: "/search?q=a",
    trash: "/trash",
    "change sets": "/change-sets",
    notifications: "/notifications",
    settings: "/settings",
    profile: "/settings/profile",
    users: "/settings/users",
    roles: "/settings/roles",
    jobs: "/settings/jobs",
    webhooks: "/settings/webhooks",
    "nothing there": "/people/00000000-0000-7000-8000-000000000000",
  };
}

/** Pages before anybody has signed in. */
export const OUTSIDE = {
  "sign-in": "/sign-in",
  forgot: "/forgot",
  "a link that is used up": "/reset/no-such-link",
  "no such page": "/no/such/page",
};
