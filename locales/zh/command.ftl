command-unknown-setting = { $file } 中的设置“{ $name }”不存在。
command-wrong-setting = 设置 { $name } 不能是“{ $value }”。
command-settings-unreadable = 无法读取 { $file }：{ $why }
command-cannot-listen = 无法监听 { $address }：{ $why }。请用 --listen 选择其他地址。
command-folder-taken = 另一个进程正在使用 { $folder }，且不接受命令。请结束该进程，或用 --data 选择其他文件夹。
command-already-served = 此工作区已在运行服务。
command-other-version = 正在服务此工作区的 Rapport 是另一个版本（{ $version }），请重新启动它。
command-disk-failed = 磁盘未能保存一次写入，Rapport 已停止以免丢失数据：{ $why }
command-no-password = 标准输入中没有密码。
command-serving = Rapport 正在服务 { $address }
command-set-up = 目前还没有人可以登录。请在此设置 Rapport（链接仅可使用一次）：{ $link }
command-migrated = 数据库已是本程序的结构。
command-user-added = { $email } 现在可以登录。
command-user-link = 可通过此链接选择密码，仅可使用一次：
command-undone = 已恢复 { $undone } 条记录。{ $left ->
    [0] { "" }
   *[other] 有 { $left } 条此后已被更改，保持不变：
 }
command-backed-up = 已将 { $rows } 行和 { $files } 个文件备份到 { $file }
command-keep-the-key = 备份中不包含密钥。请将 secret.key（或 RAPPORT_SECRET_KEY）另行保存：没有它就无法恢复备份。
command-restored = 已恢复 { $rows } 行和 { $files } 个文件
command-not-empty = { $folder } 中已有工作区。请恢复到空文件夹，并先放入该工作区的 secret.key。
command-sound = 完好：{ $transactions } 个事务、{ $entries } 条日志、{ $files } 个文件
job-forget-answers = 清除重复请求的旧答复
command-demo-removed = 演示公司已移除：{ $count } 条记录。
command-demo-sign-in = 请用 { $email } 登录，密码为 { $password }
