# 导出所用的文字。
refusal-export-unknown-object = 没有名为“{ $name }”的内容可导出。
refusal-export-no-cards = 只有个人和公司可以导出为 vCard。
refusal-export-found-too-many = 搜索结果太多，无法全部导出。请再加一个条件。
command-exported = 已导出 { $count } 条记录。
command-exported-to = 已将 { $count } 条记录导出到 { $file }
command-cannot-write = 无法写入 { $file }：{ $why }
