shell-product = Rapport
shell-skip = Ir al contenido
shell-navigation = Navegación principal
shell-favourites = Favoritos
shell-recents = Recientes
shell-fold = Plegar el menú
shell-more = Más
shell-search = Buscar en todo
shell-palette = Órdenes
shell-palette-hint = Escriba un nombre, un número o una orden
shell-palette-go = Ir a
shell-palette-do = Hacer
shell-nothing-found = No se ha encontrado nada
shell-create = Crear
shell-notifications = Avisos
shell-account = menú de la cuenta
shell-profile = Mi perfil
shell-settings = Ajustes
shell-shortcuts = Atajos de teclado
shell-theme = Tema
shell-theme-system = Como el sistema
shell-theme-light = Claro
shell-theme-dark = Oscuro
shell-sign-out = Cerrar sesión
shell-close = Cerrar
shell-messages = Mensajes
shell-peek = Panel lateral
shell-next-row = Fila siguiente
shell-previous-row = Fila anterior
shell-select-row = Seleccionar fila
shell-offline = Sin guardar: no hay conexión. Su texto sigue aquí.
shell-failed = No ha funcionado. No se ha perdido nada; inténtelo de nuevo.
shell-saved = Guardado
shell-undo = Deshacer
yes = Sí
no = No
save = Guardar
cancel = Cancelar
edit = Editar
delete = Eliminar
remove = Quitar
add = Añadir
clear = Borrar
type = Tipo
primary = Principal
currency = Moneda
unnamed = (sin nombre)
more-actions = Más acciones
type-work = Trabajo
type-home = Casa
type-mobile = Móvil
type-fax = Fax
type-other = Otro
type-billing = Facturación
type-shipping = Envío
type-tax-id = Identificador fiscal
type-registration = Número de registro
type-customer-number = Número de cliente
field-street-2 = Calle, segunda línea
list-import = Importar
list-all = Todos
list-views = Vistas
list-clear = Quitar todo
list-search = Buscar en esta lista
list-filter = Filtrar
list-operator = Comparación
list-value = Valor
list-apply = Aplicar
list-select-one = Seleccionar { $name }
list-select-all = Seleccionar todas las filas
list-nothing-fits = Nada cumple todas estas condiciones
list-drop-one = Quite una condición para ver más.
mark-late = Vencido
mark-today = Hoy
mark-planned = Planificado
mark-none = Nada planificado
list-without = Sin «{ $chip }» hay { $count }
list-shown = { $shown } de { $total }
list-bounded = Puede haber más; acote la lista para verlos todos.
list-more = 50 más
list-first = Volver al principio
list-columns = Columnas
list-column-up = Mover { $name } a la izquierda
list-column-down = Mover { $name } a la derecha
list-column-remove = Ocultar { $name }
list-column-add = Añadir una columna
list-save-view = Guardar vista
list-view-name = Nombre de la vista
list-view-audience = Quién la ve
list-change-view = Cambiar vista
list-view-keep = Guardar las condiciones, el orden y las columnas de ahora
list-view-delete = Eliminar vista
list-export = Exportar
list-export-plain = CSV sin marca de orden de bytes
list-export-lines = JSON Lines
bulk-selected = Seleccionados:
bulk-clear = Quitar la selección
bulk-all = Los { $count } de esta lista
bulk-give = Cambiar responsable
bulk-field = Campo
bulk-set = Asignar
bulk-choose = Cambiar un campo
bulk-title = Registros que se cambian: { $count }
bulk-show = Mostrar
bulk-how = Qué pasa con los valores
bulk-add = Añadir estos
bulk-remove = Quitar estos
bulk-replace = Dejar solo estos
record-open = Abrir
record-history = Historial
record-computed = Lo calcula Rapport
record-empty-fields = { $count ->
    [one] { $count } campo vacío
   *[other] { $count } campos vacíos
 }
actor-robot = Rapport
actor-unknown = Alguien
action-created = creó esto
action-updated = modificó esto
action-deleted = eliminó esto
action-restored = restauró esto
form-refused = Todavía no se ha podido guardar
form-fault = { $field }: { $reason }
refusal-changed-meanwhile = Alguien ha modificado este registro entretanto. Vuelva a mirarlo; lo que ha escrito sigue aquí.
refusal-not-an-address-of-list = Esto no es la dirección de una lista.
trash-title = Papelera
trash-note = Los registros eliminados se conservan 30 días.
trash-empty = La papelera está vacía
trash-restore = Restaurar
search-title = Búsqueda
search-hint = Nombres, empresas, números, correos: escriba cualquier parte.
search-found = { $count ->
    [one] { $count } resultado para «{ $q }»
   *[other] { $count } resultados para «{ $q }»
 }
search-nothing = No se ha encontrado nada. Pruebe otra grafía o parte de la palabra.
palette-records = Registros
value-me = yo
value-nobody = Nadie
refusal-owner-unsaid = Elija quién lo lleva o «Nadie».
value-my-teams = mis equipos
value-or = o
operator-eq = es
operator-ne = no es
operator-in = es uno de
operator-nin = no es ninguno de
operator-lt = menor que
operator-lte = como máximo
operator-gt = mayor que
operator-gte = como mínimo
operator-date-lt = antes de
operator-date-lte = hasta
operator-date-gt = después de
operator-date-gte = desde
operator-contains = contiene
operator-starts = empieza por
operator-empty = está vacío
operator-within = dentro de
period-today = hoy
period-yesterday = ayer
period-tomorrow = mañana
period-this-week = esta semana
period-this-month = este mes
period-last-month = el mes pasado
period-this-quarter = este trimestre
period-this-year = este año
period-last-year = el año pasado
period-7d = los últimos 7 días
period-last-7d = los últimos 7 días
period-last-30d = los últimos 30 días
period-last-90d = los últimos 90 días
period-older-than-90d = hace más de 90 días
shell-began = Comenzado. Sigue solo; la lista de cambios dirá cuándo termina.
face-person-new = Nueva persona
face-person-empty = Aquí estarán las personas que conoce
face-organization-new = Nueva empresa
face-organization-empty = Aquí estarán las empresas con las que trata
face-relationship-type-new = Nuevo tipo de relación
face-relationship-type-empty = Todavía no hay tipos de relación
face-relationship-new = Nueva relación
face-relationship-empty = Todavía no hay relaciones
face-activity-new = Nueva actividad
face-activity-empty = Aquí estarán llamadas, reuniones, visitas y tareas
face-file-new = Nuevo archivo
face-file-empty = Todavía no hay archivos
list-over-link = o por cómo es «{ $name }»:
value-unknown = un registro que no puede ver
operator-filled = no está vacío
period-next-7d = los próximos 7 días
period-next-30d = los próximos 30 días
period-older-than-30d = hace más de 30 días
period-last-week = la semana pasada
period-next-week = la próxima semana
period-next-month = el próximo mes
period-last-12m = los últimos 12 meses
period-past = en el pasado
period-future = en el futuro
period-older-than-days = { $count ->
    [one] hace más de { $count } día
   *[other] hace más de { $count } días
 }
period-last-days = { $count ->
    [one] el último día
   *[other] los últimos { $count } días
 }
period-next-days = { $count ->
    [one] el próximo día
   *[other] los próximos { $count } días
 }
shell-crumbs = Dónde está
trash-restore-one = Restaurar { $name }
export-what = Qué se ha sacado
export-list = Lista
export-rows = Registros
export-asked = Condiciones
export-asked-nothing = ninguna: todos
export-columns = Columnas
export-format = Formato
export-under-way = en curso
export-broken-off = { $records } y se interrumpió
acts-title = Cambios
acts-note = Todo lo que se ha hecho, lo más reciente primero. Cada cambio se puede deshacer.
acts-none = Todavía no se ha cambiado nada
acts-older = Cambios anteriores
acts-undone = Deshecho
acts-records = { $count ->
    [one] { $count } registro
   *[other] { $count } registros
 }
acts-shown = Se muestran { $shown } de { $count }.
undo-partly = No se ha podido deshacer todo
undo-count = { $count ->
    [0] No se ha deshecho nada. Estos registros se han cambiado después y quedan como están:
    [one] Se ha deshecho el cambio de un registro. Estos se han cambiado después y quedan como están:
   *[other] Se ha deshecho el cambio de { $count } registros. Estos se han cambiado después y quedan como están:
 }
undo-back = Volver
done-create = Creado
done-edit = Guardado
done-delete = Movido a la papelera
done-restore = Recuperado de la papelera
done-undo = Deshecho
done-merge = Unido
done-transfer = { $count ->
    [one] Se ha cambiado el responsable de un registro
   *[other] Se ha cambiado el responsable de { $count } registros
 }
done-bulk = { $count ->
    [one] Un registro cambiado
   *[other] { $count } registros cambiados
 }
