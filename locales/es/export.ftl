# Las palabras de las exportaciones.
refusal-export-unknown-object = No hay nada llamado «{ $name }» que exportar.
refusal-export-no-cards = Solo las personas y las empresas se exportan como vCard.
refusal-export-found-too-many = La búsqueda encuentra demasiados registros para exportarlos todos. Añade una condición.
command-exported = { $count ->
    [one] { $count } registro exportado.
   *[other] { $count } registros exportados.
 }
command-exported-to = { $count ->
    [one] { $count } registro exportado a { $file }
   *[other] { $count } registros exportados a { $file }
 }
command-cannot-write = No se puede escribir { $file }: { $why }
