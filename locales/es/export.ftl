# Las palabras de las exportaciones.
refusal-export-unknown-object = No hay nada llamado «{ $name }» que exportar.
refusal-export-no-cards = Solo las personas y las empresas se exportan como vCard.
refusal-export-bom-of-csv = Solo un archivo CSV puede empezar con una marca de orden de bytes.
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
refusal-export-picked-too-many = Son demasiados registros para elegirlos a mano: como máximo { $limit }.
refusal-export-too-many = Se pueden preparar como máximo { $limit } exportaciones a la vez. Espera a una de ellas o detenla.
refusal-export-let-go = La exportación se detuvo.
refusal-export-of-unknown = No hay nada llamado «{ $value }» que exportar. Di el plural de un objeto, o workspace.
notice-export-ready = Tu exportación { $name } está lista. Espera 24 horas.
notice-export-failed = No se pudo hacer tu exportación { $name }.
export-workspace = Todo el espacio de trabajo
exports-title = Exportaciones
exports-text = Archivos preparados para ti, y todo el espacio de trabajo en uno.
exports-note = Aquí se preparan las listas largas. Un archivo espera 24 horas a quien lo pidió, y a nadie más.
exports-none = Ningún archivo te espera
exports-none-text = Aquí aparece una lista de más de 10.000 registros que exportes.
exports-what = Archivo
exports-asked-at = Pedido
exports-size = Tamaño
exports-state = Estado
exports-rows = Registros
exports-until = Espera hasta
exports-busy = en preparación
exports-ready = listo
exports-failed = fallido
exports-ended = terminado
exports-ended-text = Este archivo ya no está: esperó 24 horas. Exporta la lista de nuevo.
exports-failed-text = No se pudo hacer el archivo.
exports-ready-title = El archivo está listo
exports-preparing = Se está preparando el archivo
exports-so-far = Registros hasta ahora
exports-go-on = Puedes seguir trabajando: la campana te avisa cuando esté listo.
exports-stop = Detener
exports-delete = Borrar el archivo
exports-fetch = Descargar
exports-long-title = Esta lista es larga
exports-long = Tiene más de 10.000 registros, así que su archivo se prepara mientras sigues trabajando. La campana te avisa cuando esté listo; después espera 24 horas solo para ti.
exports-prepare = Preparar el archivo
exports-whole-text = Todos los registros, ajustes, historial y archivos en un solo archivo, como lo escribe rapport backup. rapport restore lo lleva a un espacio de trabajo vacío, en SQLite o PostgreSQL.
exports-whole-key = La clave del espacio de trabajo no está dentro. Quien lo restaure necesita el archivo secret.key de la carpeta de datos, o el valor de RAPPORT_SECRET_KEY: envía la clave por otro camino que el archivo.
exports-whole-prepare = Preparar el archivo completo
