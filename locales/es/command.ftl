command-unknown-setting = { $file } nombra el ajuste «{ $name }», que no existe.
command-wrong-setting = El ajuste { $name } no puede ser «{ $value }».
command-settings-unreadable = No se puede leer { $file }: { $why }
command-cannot-listen = No se puede escuchar en { $address }: { $why }. Elija otra dirección con --listen.
command-folder-taken = Otro proceso tiene { $folder } y no admite órdenes. Termínelo o elija otra carpeta con --data.
command-already-served = Este espacio de trabajo ya se está sirviendo.
command-other-version = El proceso que sirve este espacio de trabajo es Rapport { $version }, otra versión. Reinícielo.
command-disk-failed = El disco no pudo guardar una escritura y Rapport terminó antes que prometer más: { $why }
command-no-password = No llegó ninguna contraseña por la entrada estándar.
command-serving = Rapport sirve { $address }
command-set-up = Todavía no puede entrar nadie. Configure Rapport aquí (el enlace sirve una vez): { $link }
command-migrated = La base de datos tiene el esquema de este programa.
command-user-added = { $email } ya puede entrar.
command-user-link = Con este enlace se elige una contraseña; sirve una sola vez:
command-undone = { $undone ->
    [one] { $undone } registro está como estaba.
   *[other] { $undone } registros están como estaban.
 } { $left ->
    [0] { "" }
    [one] { $left } se cambió después y se dejó como está:
   *[other] { $left } se cambiaron después y se dejaron como están:
 }
command-backed-up = Copia de { $rows } filas y { $files } archivos en { $file }
command-keep-the-key = La copia no contiene la clave secreta. Guarde secret.key (o RAPPORT_SECRET_KEY) en otro lugar: sin ella la copia no se puede restaurar.
command-restored = Restauradas { $rows } filas y { $files } archivos
command-not-empty = { $folder } ya contiene un espacio de trabajo. Restaure en una carpeta vacía y ponga antes en ella el secret.key del espacio.
command-sound = En orden: { $transactions } transacciones, { $entries } entradas del diario, { $files } archivos
job-forget-answers = Olvido de respuestas a peticiones repetidas
command-demo-removed = Se ha retirado la empresa de demostración: { $count } registros.
command-demo-sign-in = Entre como { $email } con la contraseña { $password }
