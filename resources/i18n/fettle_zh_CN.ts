<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AimStep</name>
    <message>
        <source>Smaller</source>
        <translation>更小</translation>
    </message>
    <message>
        <source>Less disk and memory, with as little loss as its size allows.</source>
        <translation>占用更少磁盘和内存，损失尽可能小。</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>Fewer bytes to read for each token, in types that are quick to compute with.</source>
        <translation>每个词元要读的字节更少，并且用计算快的类型。</translation>
    </message>
    <message>
        <source>Fit into memory</source>
        <translation>放进内存</translation>
    </message>
    <message>
        <source>The best that loads into a given memory with a given context, found by measuring. Takes longest.</source>
        <translation>通过测量，找出在给定内存和上下文下能加载的最好模型。最慢。</translation>
    </message>
    <message>
        <source>Best quality at a size</source>
        <translation>给定大小下质量最好</translation>
    </message>
    <message>
        <source>The type of each matrix is chosen by measuring, so that the file takes no more than a given size. Takes longest.</source>
        <translation>通过测量为每个矩阵选类型，文件不超过给定大小。最慢。</translation>
    </message>
    <message>
        <source>I choose</source>
        <translation>我来选</translation>
    </message>
    <message>
        <source>A preset by its name, the type of each matrix, or pruning.</source>
        <translation>按名称选预设，逐个矩阵选类型，或者剪枝。</translation>
    </message>
    <message>
        <source>What for?</source>
        <translation>为了什么？</translation>
    </message>
    <message>
        <source>How much room?</source>
        <translation>有多少空间？</translation>
    </message>
    <message>
        <source>How far?</source>
        <translation>缩小多少？</translation>
    </message>
</context>
<context>
    <name>AnswerFooter</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Measurements of this answer: %1</source>
        <translation>本次回答的测量：%1</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Go on where it was cut off</source>
        <translation>从中断处继续</translation>
    </message>
    <message>
        <source>Alt+Enter</source>
        <translation>Alt+Enter</translation>
    </message>
    <message>
        <source>Branch off: a new conversation from here</source>
        <translation>从此处分出新的对话</translation>
    </message>
    <message>
        <source>Answer again with another model</source>
        <translation>用另一个模型重新回答</translation>
    </message>
</context>
<context>
    <name>AnswerRow</name>
    <message>
        <source>%1 tokens after a prompt of %2 at %3 tok/s · first after %4 · %5</source>
        <translation>提示 %2 词元（%3 词元/秒）之后 %1 词元 · 首词元 %4 · %5</translation>
    </message>
    <message>
        <source>%1, %2 tok/s: %3</source>
        <translation>%1，%2 词元/秒：%3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>AppearanceGroup</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light, dark, or as the desktop has it.</source>
        <translation>浅色、深色，或跟随桌面。</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the window. A model answers in the language that it knows.</source>
        <translation>窗口的语言。模型用它会的语言回答。</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Of everything in the window.</source>
        <translation>作用于窗口里的所有文字。</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>更大</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>High: black and white, with visible borders.</source>
        <translation>高：黑白配色，边框清晰。</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Double</source>
        <translation>双倍</translation>
    </message>
</context>
<context>
    <name>AttachButton</name>
    <message>
        <source>Attach text files</source>
        <translation>附加文本文件</translation>
    </message>
    <message>
        <source>Ctrl+U</source>
        <translation>Ctrl+U</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>AttachmentBlock</name>
    <message>
        <source>%1 · %2 tokens</source>
        <translation>%1 · %2 个 token</translation>
    </message>
</context>
<context>
    <name>AttachmentChips</name>
    <message>
        <source>Attached files</source>
        <translation>已附加的文件</translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个 token</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Do not attach %1</source>
        <translation>不附加 %1</translation>
    </message>
</context>
<context>
    <name>AxisRow</name>
    <message>
        <source>now: %1</source>
        <translation>现在：%1</translation>
    </message>
    <message>
        <source>%1 values</source>
        <translation>%1 个值</translation>
    </message>
    <message>
        <source>Numbers with commas between, one for each value that is compared</source>
        <translation>用逗号分隔的数字，每个要比较的值一个</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 Now: %2.</source>
        <translation>%1现在：%2。</translation>
    </message>
</context>
<context>
    <name>BusyLine</name>
    <message>
        <source>Asking the hub…</source>
        <translation>正在询问 Hub…</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Jump to the end</source>
        <translation>跳到末尾</translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>复制代码</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask something</source>
        <translation>想问点什么</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Enter sends, Shift and Enter break the line.</source>
        <translation>Enter 发送，Shift 加 Enter 换行。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>发送（Enter）</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>Kept on top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>更早</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation>新对话（Ctrl+N）</translation>
    </message>
    <message>
        <source>Search the conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>What you ask is kept here.</source>
        <translation>你问过的都会留在这里。</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹的名称</translation>
    </message>
</context>
<context>
    <name>ConversationRow</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Title of the conversation</source>
        <translation>对话标题</translation>
    </message>
    <message>
        <source>Do not keep on top</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Keep on top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>DetailsCard</name>
    <message>
        <source>The model ended its answer</source>
        <translation>模型结束了回答</translation>
    </message>
    <message>
        <source>A stop text came</source>
        <translation>遇到了停止文本</translation>
    </message>
    <message>
        <source>The limit of new tokens was reached</source>
        <translation>达到了新词元的上限</translation>
    </message>
    <message>
        <source>The context is full</source>
        <translation>上下文已满</translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <translation>由你停止</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>首个词元用时</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>%1 tokens at %2 tok/s</source>
        <translation>%1 个词元，%2 词元/秒</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Kept from before</source>
        <translation>沿用之前的缓存</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>Peak of the process</source>
        <translation>进程内存峰值</translation>
    </message>
    <message>
        <source>Added; see the Lab, Saved</source>
        <translation>已添加；见实验室“已保存”</translation>
    </message>
    <message>
        <source>Add to comparison</source>
        <translation>加入比较</translation>
    </message>
</context>
<context>
    <name>DeviceGroup</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where models run</source>
        <translation>模型在哪里运行</translation>
    </message>
    <message>
        <source>Automatic takes a GPU that was verified, else the processor. Counts from the next load on.</source>
        <translation>“自动”会使用已验证的 GPU，否则使用处理器。下次加载时生效。</translation>
    </message>
    <message>
        <source>Verify this GPU</source>
        <translation>验证此 GPU</translation>
    </message>
    <message>
        <source>Compares what the GPU computes with the processor, operation by operation; it takes a few minutes. The result holds until the driver changes.</source>
        <translation>逐项比较 GPU 与处理器的计算结果，需要几分钟。驱动程序更换之前，结果一直有效。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Stop verifying the GPU</source>
        <translation>停止验证 GPU</translation>
    </message>
    <message>
        <source>%1 checks done …</source>
        <translation>已完成 %1 项检查…</translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <source>%1 of %2, %3</source>
        <translation>%1 / %2，%3</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>, %1 left</source>
        <translation>，剩余 %1</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>排队等待</translation>
    </message>
    <message>
        <source>Checking what came</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Complete and checked</source>
        <translation>已完成并校验</translation>
    </message>
    <message>
        <source>%1, %2. %3</source>
        <translation>%1，%2。%3</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Take it off the list (the file stays)</source>
        <translation>从列表中移除（文件保留）</translation>
    </message>
    <message>
        <source>Cancel and remove what came</source>
        <translation>取消并删除已下载的部分</translation>
    </message>
</context>
<context>
    <name>DownloadsGroup</name>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>DropSheet</name>
    <message>
        <source>Drop a GGUF file to load it, or conversations to import them</source>
        <translation>松开即可加载 GGUF 文件，或导入对话</translation>
    </message>
    <message>
        <source>Drop text files to attach them to the message</source>
        <translation>拖放文本文件，把它们附加到消息中</translation>
    </message>
</context>
<context>
    <name>EditBox</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>EmptyChat</name>
    <message>
        <source>What is quantization?</source>
        <translation>量化是什么？</translation>
    </message>
    <message>
        <source>What is the KV cache?</source>
        <translation>什么是 KV 缓存？</translation>
    </message>
    <message>
        <source>Which keyboard shortcuts are there?</source>
        <translation>列出所有快捷键</translation>
    </message>
    <message>
        <source>How do I use fettle-cli chat?</source>
        <translation>怎么在命令行里聊天？</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>想了解些什么？</translation>
    </message>
    <message>
        <source>The starter model is small and knows only this app and the words of its field. Open a model of your own for real work.</source>
        <translation>入门模型很小，只了解这个应用和相关的术语。要做正事，请打开你自己的模型。</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one above, or drop a GGUF file onto the window.</source>
        <translation>还没有加载模型。请在上方选择一个，或把 GGUF 文件拖进窗口。</translation>
    </message>
    <message>
        <source>%1 is ready, on this machine and nowhere else.</source>
        <translation>%1 已就绪，只在这台电脑上运行。</translation>
    </message>
</context>
<context>
    <name>ErrorPicture</name>
    <message>
        <source>below %1</source>
        <translation>低于 %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>above</source>
        <translation>更高</translation>
    </message>
    <message>
        <source>not done yet</source>
        <translation>还没有做</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>第 %1 层，%2：%3</translation>
    </message>
    <message>
        <source>What each matrix lost</source>
        <translation>每个矩阵损失了多少</translation>
    </message>
    <message>
        <source>How far the outputs of each matrix are off.</source>
        <translation>每个矩阵的输出偏离多少。</translation>
    </message>
    <message>
        <source>How far the weights of each matrix are off, as a share of their size.</source>
        <translation>每个矩阵的权重偏离多少，占其大小的比例。</translation>
    </message>
    <message>
        <source>Errors of the matrices in %1 layers</source>
        <translation>%1 层中各矩阵的误差</translation>
    </message>
    <message>
        <source>First layer on the left, layer %1 on the right</source>
        <translation>左边是第一层，右边是第 %1 层</translation>
    </message>
</context>
<context>
    <name>ExchangeButton</name>
    <message>
        <source>More about the conversations</source>
        <translation>更多对话操作</translation>
    </message>
    <message>
        <source>Import conversations…</source>
        <translation>导入对话…</translation>
    </message>
    <message>
        <source>Export all conversations…</source>
        <translation>导出全部对话…</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export all conversations</source>
        <translation>导出全部对话</translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>JSON (*.json *.jsonl)</source>
        <translation>JSON (*.json *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ExportMenu</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Markdown, to read…</source>
        <translation>Markdown，便于阅读…</translation>
    </message>
    <message>
        <source>JSON, all of it…</source>
        <translation>JSON，完整内容…</translation>
    </message>
    <message>
        <source>OpenAI messages…</source>
        <translation>OpenAI 消息…</translation>
    </message>
    <message>
        <source>ShareGPT…</source>
        <translation>ShareGPT…</translation>
    </message>
</context>
<context>
    <name>FactRow</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>FactRows</name>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>%1, %2 bits each on average</source>
        <translation>%1，平均每个 %2 位</translation>
    </message>
    <message>
        <source>Size of the file</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Trained for</source>
        <translation>训练长度</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>%1 layers, width %2, %3 heads, %4 of them for keys and values</source>
        <translation>%1 层，宽度 %2，%3 个头，其中 %4 个用于键和值</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>%1 tokens, %2</source>
        <translation>%1 个词元，%2</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>The file names none.</source>
        <translation>文件没有写明。</translation>
    </message>
</context>
<context>
    <name>FiguresCard</name>
    <message>
        <source>Generating</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>首个词元用时</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>整个回答</translation>
    </message>
    <message>
        <source>Peak of the process</source>
        <translation>进程内存峰值</translation>
    </message>
    <message>
        <source>Of what this machine&apos;s memory gives</source>
        <translation>占本机内存带宽的比例</translation>
    </message>
    <message>
        <source>Guesses that came true</source>
        <translation>猜中的比例</translation>
    </message>
    <message>
        <source>Energy of the GPU</source>
        <translation>GPU 能耗</translation>
    </message>
    <message>
        <source>%1 J a token</source>
        <translation>每词元 %1 J</translation>
    </message>
    <message>
        <source>GPU at work</source>
        <translation>GPU 工作时间</translation>
    </message>
    <message>
        <source>%1 % of the time</source>
        <translation>%1 % 的时间</translation>
    </message>
    <message>
        <source>Disturbed runs</source>
        <translation>受干扰的运行</translation>
    </message>
</context>
<context>
    <name>FileSetRow</name>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>%1 in %2 files</source>
        <translation>%1，共 %2 个文件</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Download %1</source>
        <translation>下载 %1</translation>
    </message>
</context>
<context>
    <name>FindGroup</name>
    <message>
        <source>Good models for this machine</source>
        <translation>适合这台机器的模型</translation>
    </message>
    <message>
        <source>Find models</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>From the Hugging Face hub: a name, an author, or an address. Nothing is asked there before you do.</source>
        <translation>来自 Hugging Face Hub：可输入名称、作者或网址。在你查找之前不会联网。</translation>
    </message>
    <message>
        <source>Search the hub</source>
        <translation>搜索 Hub</translation>
    </message>
    <message>
        <source>Most downloads</source>
        <translation>下载最多</translation>
    </message>
    <message>
        <source>Trending</source>
        <translation>热门</translation>
    </message>
    <message>
        <source>Most likes</source>
        <translation>最受喜爱</translation>
    </message>
    <message>
        <source>Newest change</source>
        <translation>最近更新</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
</context>
<context>
    <name>FitOptions</name>
    <message>
        <source>Memory in MiB</source>
        <translation>内存（MiB）</translation>
    </message>
    <message>
        <source>Size of the file in MiB</source>
        <translation>文件大小（MiB）</translation>
    </message>
    <message>
        <source>Weights, cache and scratch together. Now it takes %1; %2 are free.</source>
        <translation>权重、缓存和暂存区合计。现在占 %1；空闲 %2。</translation>
    </message>
    <message>
        <source>Now it takes %1.</source>
        <translation>现在占 %1。</translation>
    </message>
    <message>
        <source>Context in tokens</source>
        <translation>上下文（词元）</translation>
    </message>
    <message>
        <source>What memory is planned for; 0 takes the engine&apos;s choice, %1 here.</source>
        <translation>按它规划内存；0 表示由引擎决定，这里是 %1。</translation>
    </message>
    <message>
        <source>The model is written some forty times while types are tried out: seconds for a small one, hours for a large one. It is compared with the best preset that fits, and the preset is taken where it is no worse.</source>
        <translation>尝试类型时模型要写大约四十次：小模型几秒，大模型几小时。结果会与放得下的最好预设比较，预设不差时就用预设。</translation>
    </message>
</context>
<context>
    <name>FitPill</name>
    <message>
        <source>Fits</source>
        <translation>合适</translation>
    </message>
    <message>
        <source>Too big</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>Needs about %1 of memory: the weights by the size of the file, %2 for the cache of %3 tokens and scratch by the model&apos;s own numbers.</source>
        <translation>大约需要 %1 内存：权重按文件大小计，%3 个词元的缓存和临时空间按模型自身的参数计为 %2。</translation>
    </message>
    <message>
        <source>Needs about %1 of memory, estimated from the size of its file alone.</source>
        <translation>大约需要 %1 内存，仅根据文件大小估计。</translation>
    </message>
</context>
<context>
    <name>FoldHead</name>
    <message>
        <source>Unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>Folded</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>FolderMenu</name>
    <message>
        <source>Move to a folder</source>
        <translation>移动到文件夹</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>移出文件夹</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
</context>
<context>
    <name>FolderRow</name>
    <message>
        <source>Folder %1, %2 conversations</source>
        <translation>文件夹 %1，%2 个对话</translation>
    </message>
    <message>
        <source>Unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>Folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹的名称</translation>
    </message>
    <message>
        <source>New chat in this folder</source>
        <translation>在此文件夹中新建对话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete the folder, keep its conversations</source>
        <translation>删除文件夹，保留其中的对话</translation>
    </message>
</context>
<context>
    <name>FoundGroup</name>
    <message>
        <source>Found in other apps</source>
        <translation>在其他应用中找到</translation>
    </message>
    <message>
        <source>They stay where they are and are used in place.</source>
        <translation>它们留在原处，直接使用。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Nothing was found in the folders of other apps. Add the folder that your models are in.</source>
        <translation>在其他应用的文件夹中没有找到模型。请添加您存放模型的文件夹。</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>关于 %1</translation>
    </message>
    <message>
        <source>Remove %1 from the disk</source>
        <translation>从磁盘上移除 %1</translation>
    </message>
</context>
<context>
    <name>GpuRows</name>
    <message>
        <source>GPU memory in use</source>
        <translation>已用显存</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>GPU at work</source>
        <translation>GPU 工作时间</translation>
    </message>
    <message>
        <source>%1 % of the time</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>GPU temperature</source>
        <translation>GPU 温度</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>GPU power</source>
        <translation>GPU 功耗</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
</context>
<context>
    <name>HistogramPlot</name>
    <message>
        <source>Time between tokens of %1: half below %2, 95 of 100 below %3, 99 below %4</source>
        <translation>%1 的词元间隔：一半低于 %2，百分之 95 低于 %3，百分之 99 低于 %4</translation>
    </message>
    <message>
        <source>p50 %1 · p95 %2 · p99 %3</source>
        <translation>p50 %1 · p95 %2 · p99 %3</translation>
    </message>
</context>
<context>
    <name>HistoryRow</name>
    <message>
        <source>At work</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>The file is gone</source>
        <translation>文件不见了</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>%1, KL divergence %2 ± %3</source>
        <translation>%1，KL 散度 %2 ± %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, from %2, %3</source>
        <translation>%1，来自 %2，%3</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>再做一次同样的</translation>
    </message>
    <message>
        <source>Take it off the list (a finished model stays)</source>
        <translation>从列表中移除（做好的模型保留）</translation>
    </message>
</context>
<context>
    <name>HubGroup</name>
    <message>
        <source>Hugging Face hub</source>
        <translation>Hugging Face Hub</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>保持离线</translation>
    </message>
    <message>
        <source>The environment says so (HF_HUB_OFFLINE).</source>
        <translation>由环境变量决定（HF_HUB_OFFLINE）。</translation>
    </message>
    <message>
        <source>Nothing is asked and nothing is downloaded, whatever you click.</source>
        <translation>无论点击什么，都不查询也不下载。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Of the hub or a mirror of it; empty is the usual one.</source>
        <translation>Hub 或其镜像的地址；留空则使用默认地址。</translation>
    </message>
    <message>
        <source>Address of the hub</source>
        <translation>Hub 的地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>From the environment (HF_TOKEN): %1</source>
        <translation>来自环境变量（HF_TOKEN）：%1</translation>
    </message>
    <message>
        <source>For models with conditions. Kept in a file that only you can read, sent to the address above and nowhere else.</source>
        <translation>用于需要同意条款的模型。保存在只有您能读取的文件中，只发送到上面的地址。</translation>
    </message>
    <message>
        <source>In use: %1</source>
        <translation>正在使用：%1</translation>
    </message>
    <message>
        <source>hf_…</source>
        <translation>hf_…</translation>
    </message>
    <message>
        <source>Token of the hub</source>
        <translation>Hub 的访问令牌</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>Keep the token</source>
        <translation>保存访问令牌</translation>
    </message>
    <message>
        <source>Forget the token</source>
        <translation>忘记访问令牌</translation>
    </message>
</context>
<context>
    <name>IconButton</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import conversations</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Conversations (*.json *.jsonl *.md *.chat)</source>
        <translation>对话文件 (*.json *.jsonl *.md *.chat)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>LabPage</name>
    <message>
        <source>Latency Lab</source>
        <translation>延迟实验室</translation>
    </message>
    <message>
        <source>Compare settings by measuring them: the same prompts, the same seed, in turns, and a difference within noise is called noise.</source>
        <translation>用测量来比较设置：相同的提示、相同的种子、轮流运行；噪声以内的差别就叫噪声。</translation>
    </message>
    <message>
        <source>Parts of the Lab</source>
        <translation>实验室的各部分</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Live graphs</source>
        <translation>实时图表</translation>
    </message>
</context>
<context>
    <name>LabWords</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>GPU 上的层数</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Prompt batch</source>
        <translation>提示批大小</translation>
    </message>
    <message>
        <source>Guesses from repeated text</source>
        <translation>从重复文本猜测</translation>
    </message>
    <message>
        <source>Draft model</source>
        <translation>草稿模型</translation>
    </message>
    <message>
        <source>Tokens of the draft model</source>
        <translation>草稿模型的词元数</translation>
    </message>
    <message>
        <source>Requests at once</source>
        <translation>同时请求数</translation>
    </message>
    <message>
        <source>Reuse of what was read</source>
        <translation>复用已读内容</translation>
    </message>
    <message>
        <source>Graph capture</source>
        <translation>图捕获</translation>
    </message>
    <message>
        <source>Sampling on the GPU</source>
        <translation>在 GPU 上采样</translation>
    </message>
    <message>
        <source>The processor, or a GPU of this machine.</source>
        <translation>处理器，或这台机器的某个 GPU。</translation>
    </message>
    <message>
        <source>The last so many; -1 is as many as fit.</source>
        <translation>最后若干层；-1 表示放得下多少就多少。</translation>
    </message>
    <message>
        <source>Of the processor; 0 is all.</source>
        <translation>处理器的线程；0 表示全部。</translation>
    </message>
    <message>
        <source>How exactly keys and values are kept.</source>
        <translation>键和值以何种精度保存。</translation>
    </message>
    <message>
        <source>Positions that are kept; 0 is the engine&apos;s choice.</source>
        <translation>保留的位置数；0 表示由引擎选择。</translation>
    </message>
    <message>
        <source>Tokens of a prompt that are read at once.</source>
        <translation>一次读取的提示词元数。</translation>
    </message>
    <message>
        <source>Tokens guessed ahead where the text repeats itself; 0 is none.</source>
        <translation>文本重复时提前猜测的词元数；0 表示不猜测。</translation>
    </message>
    <message>
        <source>A smaller model with the same tokens that guesses ahead.</source>
        <translation>词元相同、提前猜测的较小模型。</translation>
    </message>
    <message>
        <source>How many it guesses at once.</source>
        <translation>它一次猜测多少个。</translation>
    </message>
    <message>
        <source>The same request so many times in one batch.</source>
        <translation>同一请求在一批中的份数。</translation>
    </message>
    <message>
        <source>As in a chat that goes on: only the last message is read.</source>
        <translation>如同继续的聊天：只读取最后一条消息。</translation>
    </message>
    <message>
        <source>The work of a token recorded once and replayed.</source>
        <translation>把一个词元的工作录制一次，然后重放。</translation>
    </message>
    <message>
        <source>The GPU chooses the tokens itself.</source>
        <translation>由 GPU 自己选择词元。</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>all threads</source>
        <translation>全部线程</translation>
    </message>
    <message>
        <source>%1 layers on the GPU</source>
        <translation>GPU 上 %1 层</translation>
    </message>
    <message>
        <source>%1 cache</source>
        <translation>%1 缓存</translation>
    </message>
    <message>
        <source>context %1</source>
        <translation>上下文 %1</translation>
    </message>
    <message>
        <source>batch %1</source>
        <translation>批 %1</translation>
    </message>
    <message>
        <source>%1 guesses</source>
        <translation>猜测 %1</translation>
    </message>
    <message>
        <source>%1 draft tokens</source>
        <translation>草稿 %1 词元</translation>
    </message>
    <message>
        <source>%1 at once</source>
        <translation>同时 %1 个</translation>
    </message>
    <message>
        <source>draft: %1</source>
        <translation>草稿：%1</translation>
    </message>
    <message>
        <source>reuse %1</source>
        <translation>复用：%1</translation>
    </message>
    <message>
        <source>graph %1</source>
        <translation>图：%1</translation>
    </message>
    <message>
        <source>sampling on the GPU %1</source>
        <translation>GPU 采样：%1</translation>
    </message>
    <message>
        <source>Short question</source>
        <translation>短问题</translation>
    </message>
    <message>
        <source>Long document</source>
        <translation>长文档</translation>
    </message>
    <message>
        <source>Code edit</source>
        <translation>代码修改</translation>
    </message>
    <message>
        <source>Chat with history</source>
        <translation>带历史的聊天</translation>
    </message>
    <message>
        <source>too few runs to tell</source>
        <translation>运行太少，无法判断</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>slower</source>
        <translation>更慢</translation>
    </message>
    <message>
        <source>%1 threads</source>
        <translation>%1 线程</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 线程</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>LaneColumn</name>
    <message>
        <source>%1 tokens per second</source>
        <translation>每秒 %1 个词元</translation>
    </message>
    <message>
        <source>tok/s now</source>
        <translation>词元/秒，此刻</translation>
    </message>
    <message>
        <source>tok/s, median</source>
        <translation>词元/秒，中位数</translation>
    </message>
    <message>
        <source>warming up, does not count</source>
        <translation>预热，不计入</translation>
    </message>
    <message>
        <source>%1 of %2 runs, first token after %3</source>
        <translation>%2 次运行中的第 %1 次，首词元 %3</translation>
    </message>
    <message>
        <source>%1 of %2 runs</source>
        <translation>%2 次运行中的第 %1 次</translation>
    </message>
</context>
<context>
    <name>LaneRow</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>warming up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2，%3</translation>
    </message>
</context>
<context>
    <name>LayerNumbers</name>
    <message>
        <source>Give the type to layer %1</source>
        <translation>把类型给第 %1 层</translation>
    </message>
</context>
<context>
    <name>LegendRow</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>LinkDialog</name>
    <message>
        <source>This link cannot be opened</source>
        <translation>无法打开这个链接</translation>
    </message>
    <message>
        <source>Open this link in the browser?</source>
        <translation>在浏览器里打开这个链接？</translation>
    </message>
    <message>
        <source>Fettle opens only web and mail addresses.</source>
        <translation>Fettle 只打开网页和邮件地址。</translation>
    </message>
    <message>
        <source>It goes to %1.</source>
        <translation>它指向 %1。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Do not open</source>
        <translation>不打开</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>LiveGraphs</name>
    <message>
        <source>Save numbers…</source>
        <translation>保存数字…</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Reading prompts</source>
        <translation>读取提示</translation>
    </message>
    <message>
        <source>Memory of the process</source>
        <translation>进程内存</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>All with the rest of the process</source>
        <translation>含进程其余部分</translation>
    </message>
    <message>
        <source>GPU at work</source>
        <translation>GPU 工作时间</translation>
    </message>
    <message>
        <source>%1 % of the time</source>
        <translation>%1 % 的时间</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>GPU power</source>
        <translation>GPU 功率</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
    <message>
        <source>GPU temperature</source>
        <translation>GPU 温度</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>Ten samples a second while the graphs are seen, one else. What is older than a minute is kept as one row a second, after ten minutes as one each five.</source>
        <translation>图表可见时每秒采样十次，其余时候一次。超过一分钟的数据每秒保留一行，超过十分钟的每五秒一行。</translation>
    </message>
    <message>
        <source>Save the measurements as numbers</source>
        <translation>把测量保存为数字</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Save the graphs as a picture</source>
        <translation>把图表保存为图片</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
</context>
<context>
    <name>LivePanel</name>
    <message>
        <source>Live measurements</source>
        <translation>实时测量</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1 tokens per second</source>
        <translation>每秒 %1 个词元</translation>
    </message>
    <message>
        <source>tokens per second</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>已用</translation>
    </message>
    <message>
        <source>Rest of the process</source>
        <translation>进程其余部分</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Free on this machine</source>
        <translation>本机可用内存</translation>
    </message>
    <message>
        <source>Speed over time</source>
        <translation>速度随时间的变化</translation>
    </message>
    <message>
        <source>Memory over time</source>
        <translation>内存随时间的变化</translation>
    </message>
</context>
<context>
    <name>LoadGroup</name>
    <message>
        <source>How it is loaded</source>
        <translation>加载方式</translation>
    </message>
    <message>
        <source>Remembered for this model, with the context and the cache above; counts from the next load on.</source>
        <translation>与上面的上下文和缓存一起为此模型记住；从下次加载起生效。</translation>
    </message>
    <message>
        <source>Threads of the processor; 0 takes what the settings say</source>
        <translation>处理器线程数；0 表示按设置</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Where it runs</source>
        <translation>运行位置</translation>
    </message>
    <message>
        <source>As the settings say</source>
        <translation>按设置</translation>
    </message>
    <message>
        <source>On the GPU</source>
        <translation>在 GPU 上</translation>
    </message>
    <message>
        <source>Layers on the GPU, the last ones; -1 is as many as fit</source>
        <translation>放在 GPU 上的层数（最后几层）；-1 表示能放下多少就放多少</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>GPU 上的层数</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Fettle</source>
        <translation>Fettle</translation>
    </message>
</context>
<context>
    <name>MemoryPlan</name>
    <message>
        <source>%1 of memory with a context of %2 tokens</source>
        <translation>上下文为 %2 个词元 时占用内存 %1</translation>
    </message>
    <message>
        <source>It fits: %1 are free.</source>
        <translation>放得下：有 %1 空闲。</translation>
    </message>
    <message>
        <source>It does not fit: only %1 are free. Choose a shorter context or a smaller type of cache.</source>
        <translation>放不下：只有 %1 空闲。请选择更短的上下文或更小的缓存类型。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Context in tokens</source>
        <translation>上下文（词元数）</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Type of the KV cache</source>
        <translation>KV 缓存的类型</translation>
    </message>
</context>
<context>
    <name>MessageDelegate</name>
    <message>
        <source>You said</source>
        <translation>你说</translation>
    </message>
    <message>
        <source>The model said</source>
        <translation>模型说</translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>MethodOptions</name>
    <message>
        <source>Plain</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>Each weight to the nearest step. Needs no text and is quickest.</source>
        <translation>每个权重取最近的一级。不需要文本，最快。</translation>
    </message>
    <message>
        <source>Importance matrix</source>
        <translation>重要性矩阵</translation>
    </message>
    <message>
        <source>A text is read first; inputs that matter more are kept more exactly. Hardly slower, and nearly always better.</source>
        <translation>先读一段文本，更重要的输入保留得更精确。几乎不慢，而且差不多总是更好。</translation>
    </message>
    <message>
        <source>K-GPTQ</source>
        <translation>K-GPTQ</translation>
    </message>
    <message>
        <source>Each rounding makes up for the ones before it, measured on a text, and is kept only where it helps. Many times slower, and closest to the original.</source>
        <translation>每次舍入都补偿之前的误差，用文本衡量，只在有帮助时采用。慢很多倍，也最接近原模型。</translation>
    </message>
    <message>
        <source>How are weights rounded?</source>
        <translation>权重如何舍入？</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Weights are rounded as they are.</source>
        <translation>权重按原样舍入。</translation>
    </message>
    <message>
        <source>AWQ</source>
        <translation>AWQ</translation>
    </message>
    <message>
        <source>Channels that a text shows to matter get finer steps. Helps most in plain 4-bit types; slower.</source>
        <translation>文本表明重要的通道得到更细的步长。对普通 4 位类型帮助最大;较慢。</translation>
    </message>
    <message>
        <source>SmoothQuant</source>
        <translation>SmoothQuant</translation>
    </message>
    <message>
        <source>Outliers of inputs move into the weights, for programs that compute with 8-bit inputs.</source>
        <translation>把输入中的离群值移入权重,适合用 8 位输入计算的程序。</translation>
    </message>
    <message>
        <source>Scales folded in before</source>
        <translation>预先并入的缩放</translation>
    </message>
</context>
<context>
    <name>ModelButton</name>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation>模型无法加载</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>Choose a model (Ctrl+L)</source>
        <translation>选择模型（Ctrl+L）</translation>
    </message>
</context>
<context>
    <name>ModelChange</name>
    <message>
        <source>%1 answered before, now %2</source>
        <translation>之前由 %1 回答，现在由 %2 回答</translation>
    </message>
</context>
<context>
    <name>ModelGroup</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Told to the model before each conversation. The starter model does not heed it.</source>
        <translation>每次对话前先告诉模型的话。入门模型不会理会它。</translation>
    </message>
    <message>
        <source>You are a helpful assistant.</source>
        <translation>你是一个乐于助人的助手。</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>How many tokens of a conversation the model sees; more takes more memory. 0 lets Fettle choose.</source>
        <translation>模型能看到对话中的多少个词元；越长越占内存。0 表示由 Fettle 决定。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Of the processor; 0 takes all.</source>
        <translation>处理器线程；0 表示全部使用。</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Load the model again</source>
        <translation>重新加载模型</translation>
    </message>
    <message>
        <source>Device, context length and threads count from the next load on.</source>
        <translation>设备、上下文长度和线程数在下次加载时生效。</translation>
    </message>
    <message>
        <source>Titles by the model</source>
        <translation>由模型拟定标题</translation>
    </message>
    <message>
        <source>After its first answer the model names the conversation; otherwise the first words of the question do.</source>
        <translation>模型在首次回答后为对话命名；否则使用问题开头的几个词。</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Made from</source>
        <translation>源自</translation>
    </message>
    <message>
        <source>Quantized by</source>
        <translation>量化者</translation>
    </message>
    <message>
        <source>Published by</source>
        <translation>发布者</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Made by Fettle</source>
        <translation>由 Fettle 制作</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Types of its weights</source>
        <translation>权重的类型</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>来历</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>Tune this model</source>
        <translation>调优这个模型</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No model file is known yet.</source>
        <translation>还没有已知的模型文件。</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>全部模型</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>The file is gone</source>
        <translation>文件不见了</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Starter</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>Unload the model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Unload %1</source>
        <translation>卸载 %1</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Forget this file (it stays on the disk)</source>
        <translation>从列表移除（文件仍在磁盘上）</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>关于 %1</translation>
    </message>
</context>
<context>
    <name>ModelStep</name>
    <message>
        <source>Which model?</source>
        <translation>哪个模型？</translation>
    </message>
    <message>
        <source>Best is the model as it was published, in F16 or BF16: what is quantized already has lost something.</source>
        <translation>最好选发布时的 F16 或 BF16 模型：已经量化过的模型已有损失。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Earlier jobs</source>
        <translation>以前的任务</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>模型文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>What is on this machine, and what can be fetched. Files stay where they are on your disk; forgetting one removes it only from this list.</source>
        <translation>这台机器上已有的和可以下载的模型。文件留在磁盘原处；“忘记”只是把它从列表中移除。</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>Quantize what is quantized already, and lose more</source>
        <translation>对已量化的模型再次量化，损失更多</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>OpenModelDialog</name>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>模型文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>OwnOptions</name>
    <message>
        <source>Quantize</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Fewer bits for each weight</source>
        <translation>每个权重用更少的位</translation>
    </message>
    <message>
        <source>Prune</source>
        <translation>剪枝</translation>
    </message>
    <message>
        <source>Some weights become zero</source>
        <translation>一部分权重变为零</translation>
    </message>
    <message>
        <source>Which types?</source>
        <translation>哪些类型？</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>By the names that llama.cpp gives them, from large to small.</source>
        <translation>沿用 llama.cpp 的名称，从大到小。</translation>
    </message>
    <message>
        <source>Type of each matrix</source>
        <translation>每个矩阵的类型</translation>
    </message>
    <message>
        <source>Changed by you</source>
        <translation>你改过</translation>
    </message>
    <message>
        <source>As the preset has it</source>
        <translation>与预设一致</translation>
    </message>
    <message>
        <source>Show and change the type of each matrix</source>
        <translation>显示并修改每个矩阵的类型</translation>
    </message>
</context>
<context>
    <name>PartOptions</name>
    <message>
        <source>Layers that go</source>
        <translation>去掉的层数</translation>
    </message>
    <message>
        <source>Groups of heads that go</source>
        <translation>去掉的头组数</translation>
    </message>
    <message>
        <source>Of the whole model. The next step says so if they are too many.</source>
        <translation>指整个模型。若太多,下一步会说明。</translation>
    </message>
    <message>
        <source>In each layer: a key and value head with the query heads that share it.</source>
        <translation>在每一层中:一个键值头和共用它的查询头。</translation>
    </message>
    <message>
        <source>How many go</source>
        <translation>去掉多少</translation>
    </message>
    <message>
        <source>Neurons that go</source>
        <translation>去掉的神经元</translation>
    </message>
    <message>
        <source>%1 of each layer, to the next width that can be quantized</source>
        <translation>每层的 %1,取最近的可量化宽度</translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>Plain</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>You are a translator. Translate what the user writes into English, and what is English into Chinese. Keep names, numbers, code and formatting as they are. Give the translation only.</source>
        <translation>你是一名翻译。把用户写的内容译成英文，英文则译成中文。保留名称、数字、代码和格式。只给出译文。</translation>
    </message>
    <message>
        <source>Customer service</source>
        <translation>客户服务</translation>
    </message>
    <message>
        <source>You answer the customers of a company: friendly, short and exact. Ask for what you need to know. Where you do not know something, say so and offer to pass the question on; promise nothing.</source>
        <translation>你负责回复公司的客户：友好、简短、准确。需要了解的信息就询问。不知道时如实说明并提出转交问题；不作任何承诺。</translation>
    </message>
    <message>
        <source>Quick questions</source>
        <translation>快速问答</translation>
    </message>
    <message>
        <source>Answer in one to three sentences. Begin with the answer itself. Say so where you are not sure.</source>
        <translation>用一到三句话回答。先直接给出答案。不确定时请说明。</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>写作</translation>
    </message>
    <message>
        <source>You help with writing. Use plain, lively language, keep the author&apos;s voice, and give a draft that can be used as it stands.</source>
        <translation>你帮助写作。使用平实生动的语言，保持作者的口吻，并给出可以直接使用的草稿。</translation>
    </message>
    <message>
        <source>Summarising</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Summarise what the user gives you in at most five points, each one sentence long. Keep figures, names and dates exact. Add nothing that is not in the text.</source>
        <translation>把用户提供的内容概括为至多五点，每点一句话。数字、名称和日期要准确。不要添加原文没有的内容。</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>情感分析</translation>
    </message>
    <message>
        <source>Judge the mood of each text that the user gives you. Answer with one word, positive, negative or neutral, and then a reason of at most ten words.</source>
        <translation>判断用户给出的每段文字的情绪。先用一个词回答：正面、负面或中性，然后用不超过十个词说明理由。</translation>
    </message>
    <message>
        <source>It is larger than 1 MiB, which no file of presets is.</source>
        <translation>它大于 1 MiB，预设文件不会这么大。</translation>
    </message>
    <message>
        <source>It is not a file of presets that Fettle wrote.</source>
        <translation>它不是 Fettle 写出的预设文件。</translation>
    </message>
</context>
<context>
    <name>PresetButton</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Preset: %1</source>
        <translation>预设：%1</translation>
    </message>
    <message>
        <source>Save the settings as a preset…</source>
        <translation>把当前设置存为预设…</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>存为预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
</context>
<context>
    <name>PresetsGroup</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>No system prompt.</source>
        <translation>没有系统提示。</translation>
    </message>
    <message>
        <source>Delete the preset %1</source>
        <translation>删除预设 %1</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use the preset %1</source>
        <translation>使用预设 %1</translation>
    </message>
    <message>
        <source>Own presets</source>
        <translation>自己的预设</translation>
    </message>
    <message>
        <source>The settings below and the system prompt, kept under a name or shared as a file.</source>
        <translation>下面的设置和系统提示，可按名称保存，也可作为文件分享。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Read…</source>
        <translation>读入…</translation>
    </message>
    <message>
        <source>Write…</source>
        <translation>写出…</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>存为预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Read presets</source>
        <translation>读入预设</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>预设 (*.json)</translation>
    </message>
    <message>
        <source>Write the own presets</source>
        <translation>写出自己的预设</translation>
    </message>
</context>
<context>
    <name>PreviewFacts</name>
    <message>
        <source>Not known before it is measured</source>
        <translation>测量之前不知道</translation>
    </message>
    <message>
        <source>Bits per weight</source>
        <translation>每个权重的位数</translation>
    </message>
    <message>
        <source>about %1, now %2</source>
        <translation>约 %1，现在是 %2</translation>
    </message>
    <message>
        <source>%1, now %2</source>
        <translation>%1，现在是 %2</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>%1, now %2, with a context of %3 tokens; %4 are free</source>
        <translation>%1，现在是 %2，上下文 %3 个词元；空闲 %4</translation>
    </message>
    <message>
        <source>Not known: this model cannot be run here</source>
        <translation>不知道：这个模型无法在这里运行</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>本机速度</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>还没有测量</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>KL divergence %1 ± %2, as measured before</source>
        <translation>KL 散度 %1 ± %2，以前测得</translation>
    </message>
    <message>
        <source>It has to beat</source>
        <translation>需要胜过</translation>
    </message>
    <message>
        <source>%1 of %2, the best preset that fits</source>
        <translation>%1（%2），放得下的最好预设</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>about %1, then the measuring, as fast as the last of its kind here</source>
        <translation>约 %1，之后还要测量；按本机上一次同类任务估计</translation>
    </message>
    <message>
        <source>Not known: none of its kind was done here yet</source>
        <translation>不知道：本机还没有做过这一类任务</translation>
    </message>
    <message>
        <source>Larger types</source>
        <translation>更大的类型</translation>
    </message>
    <message>
        <source>%1 matrices get one, since their rows are no multiple of the type&apos;s blocks</source>
        <translation>%1 个矩阵用了更大的类型，因为它们的行长不是该类型块长的整数倍</translation>
    </message>
    <message>
        <source>up to %1 tokens per second, where the bytes that each token reads decide; the original was measured at %2</source>
        <translation>每秒最多 %1 个词元（如果由每个词元读取的字节决定）；原模型实测 %2</translation>
    </message>
</context>
<context>
    <name>PreviewStep</name>
    <message>
        <source>What it will be</source>
        <translation>将会怎样</translation>
    </message>
    <message>
        <source>exactly, instead of %1</source>
        <translation>精确值，原来是 %1</translation>
    </message>
    <message>
        <source>as before: zeros take room like other weights</source>
        <translation>与以前一样：零和其他权重占同样的空间</translation>
    </message>
    <message>
        <source>at most, instead of %1</source>
        <translation>最多，原来是 %1</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Measure how fast the original is</source>
        <translation>测量原模型的速度</translation>
    </message>
    <message>
        <source>Where it goes</source>
        <translation>存到哪里</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the new file</source>
        <translation>新文件的名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Needs %1 while it works; %2 are free there.</source>
        <translation>工作时需要 %1；那里空闲 %2。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>The loss is measured on</source>
        <translation>用多少文本测量损失</translation>
    </message>
    <message>
        <source>A text of the app that no method has seen. More takes longer and narrows the uncertainty.</source>
        <translation>应用自带的、任何方法都没见过的文本。越多越慢，不确定度也越小。</translation>
    </message>
    <message>
        <source>Nothing: not measured</source>
        <translation>不测量</translation>
    </message>
    <message>
        <source>2,048 tokens</source>
        <translation>2,048 个词元</translation>
    </message>
    <message>
        <source>8,192 tokens</source>
        <translation>8,192 个词元</translation>
    </message>
    <message>
        <source>The whole text</source>
        <translation>全部文本</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>%1, made from %2</source>
        <translation>%1，来自 %2</translation>
    </message>
</context>
<context>
    <name>ProgressCharts</name>
    <message>
        <source>Writes %1/s</source>
        <translation>写入 %1/秒</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>Memory of the app: %1</source>
        <translation>应用内存：%1</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
</context>
<context>
    <name>ProgressGroup</name>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Reading the calibration text</source>
        <translation>正在读校准文本</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>正在量化</translation>
    </message>
    <message>
        <source>Trying out types</source>
        <translation>正在尝试类型</translation>
    </message>
    <message>
        <source>Verifying on text that the search has not seen</source>
        <translation>正在用搜索没见过的文本验证</translation>
    </message>
    <message>
        <source>Pruning</source>
        <translation>正在剪枝</translation>
    </message>
    <message>
        <source>Measuring the loss</source>
        <translation>正在测量损失</translation>
    </message>
    <message>
        <source>Measuring the speed</source>
        <translation>正在测量速度</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>正在结束…</translation>
    </message>
    <message>
        <source>Cancelled; nothing of it was left behind</source>
        <translation>已取消，没有留下任何东西</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Time so far</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <source>Loss so far</source>
        <translation>目前的损失</translation>
    </message>
    <message>
        <source>KL divergence %1 ± %2</source>
        <translation>KL 散度 %1 ± %2</translation>
    </message>
    <message>
        <source>This kind of job cannot be paused: what it tried out so far would be tried out again.</source>
        <translation>这类任务不能暂停：已经试过的还得再试一遍。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Leave the rest unmeasured</source>
        <translation>其余不再测量</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>PruneOptions</name>
    <message>
        <source>How to prune?</source>
        <translation>如何剪枝？</translation>
    </message>
    <message>
        <source>Pruning without training afterwards loses much more than quantizing to the same share of bits, and the new file is as large and as slow as before: GGUF stores zeros like other weights. It is for research, and for those who heal the model elsewhere.</source>
        <translation>剪枝后不再训练，损失比量化到同样比例大得多；新文件和以前一样大、一样慢：GGUF 像存其他权重一样存零。它适合研究，或准备在别处恢复模型的人。</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>The smallest weights go. Needs no text.</source>
        <translation>去掉最小的权重。不需要文本。</translation>
    </message>
    <message>
        <source>The weights go whose product with their input is smallest.</source>
        <translation>去掉与输入乘积最小的权重。</translation>
    </message>
    <message>
        <source>As Wanda, and the others make up for those that go. Slower, and closest.</source>
        <translation>与 Wanda 相同，但留下的权重会补偿去掉的。更慢，也最接近原模型。</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Which of neighbouring weights may go</source>
        <translation>相邻权重中可以去掉哪些</translation>
    </message>
    <message>
        <source>Any in a row</source>
        <translation>一行中任意位置</translation>
    </message>
    <message>
        <source>2 of 4 stay</source>
        <translation>每 4 个留 2 个</translation>
    </message>
    <message>
        <source>4 of 8 stay</source>
        <translation>每 8 个留 4 个</translation>
    </message>
    <message>
        <source>Share of zeros</source>
        <translation>零的比例</translation>
    </message>
    <message>
        <source>%1 of each row</source>
        <translation>每行的 %1</translation>
    </message>
    <message>
        <source>The new file is smaller and faster by what goes, in any program. But a model that is not trained again afterwards loses far more than by quantizing to the same size, and often writes nonsense from a fifth on. Read the measured loss before you use it.</source>
        <translation>去掉多少,新文件就小多少、快多少,在任何程序里都如此。但是之后不再训练的模型,损失远大于量化到同样大小;去掉五分之一以上,往往就会胡言乱语。使用之前,请先看测得的损失。</translation>
    </message>
    <message>
        <source>Zeros: magnitude</source>
        <translation>置零:按大小</translation>
    </message>
    <message>
        <source>Zeros: Wanda</source>
        <translation>置零:Wanda</translation>
    </message>
    <message>
        <source>Zeros: SparseGPT</source>
        <translation>置零:SparseGPT</translation>
    </message>
    <message>
        <source>Fewer layers</source>
        <translation>减少层</translation>
    </message>
    <message>
        <source>The layers go that a text misses least, one after the other. Slow: each is tried.</source>
        <translation>逐个去掉文本最不需要的层。较慢:每一层都要试。</translation>
    </message>
    <message>
        <source>Fewer neurons</source>
        <translation>减少神经元</translation>
    </message>
    <message>
        <source>In each layer those of the feed-forward part go that add least on a text; the others take over what they can.</source>
        <translation>在每一层中,去掉前馈部分里对文本贡献最小的神经元;其余的尽量补上。</translation>
    </message>
    <message>
        <source>Fewer heads</source>
        <translation>减少注意力头</translation>
    </message>
    <message>
        <source>In each layer the groups of attention heads go that add least on a text; the others take over what they can.</source>
        <translation>在每一层中,去掉对文本贡献最小的注意力头组;其余的尽量补上。</translation>
    </message>
    <message>
        <source>More where it hurts less</source>
        <translation>影响小处多去</translation>
    </message>
    <message>
        <source>Layers with more outliers keep more of their weights (OWL). Reads a text.</source>
        <translation>离群值多的层保留更多权重(OWL)。需要读一段文本。</translation>
    </message>
    <message>
        <source>Layers with more outliers keep more of their weights</source>
        <translation>离群值多的层保留更多权重</translation>
    </message>
</context>
<context>
    <name>RemovalDialog</name>
    <message>
        <source>Remove the model?</source>
        <translation>移除这个模型吗？</translation>
    </message>
    <message>
        <source>“%1” is removed from the cache of the hub, which other programs may use as well. That frees %2. It cannot be undone: the model would have to be downloaded again.</source>
        <translation>“%1”将从 Hub 的缓存中移除，其他程序也可能使用该缓存。这会释放 %2。此操作无法撤销：需要时必须重新下载。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Remove it for good</source>
        <translation>彻底移除</translation>
    </message>
</context>
<context>
    <name>ReportHead</name>
    <message>
        <source>Best: %1</source>
        <translation>最佳：%1</translation>
    </message>
    <message>
        <source>Apply the winner</source>
        <translation>应用优胜者</translation>
    </message>
    <message>
        <source>%1 is loaded with these settings from then on</source>
        <translation>此后 %1 将以这些设置加载</translation>
    </message>
    <message>
        <source>Change and measure again</source>
        <translation>修改并重新测量</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the comparison as JSON</source>
        <translation>将比较导出为 JSON</translation>
    </message>
    <message>
        <source>Save the table…</source>
        <translation>保存表格…</translation>
    </message>
    <message>
        <source>New comparison</source>
        <translation>新的比较</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>导出比较</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>保存表格</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Best median: %1; within noise others are as good</source>
        <translation>中位数最佳：%1；在噪声范围内其他候选同样好</translation>
    </message>
</context>
<context>
    <name>ReportPlots</name>
    <message>
        <source>Time between tokens</source>
        <translation>词元间隔</translation>
    </message>
    <message>
        <source>Speed and memory</source>
        <translation>速度与内存</translation>
    </message>
    <message>
        <source>%1 tok/s, %2</source>
        <translation>%1 词元/秒，%2</translation>
    </message>
</context>
<context>
    <name>ReportRow</name>
    <message>
        <source>%1× (%2 to %3)</source>
        <translation>%1 倍（%2 至 %3）</translation>
    </message>
    <message>
        <source>the first, others are compared with it</source>
        <translation>第一个，其他与它比较</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1. %2: %3, %4; %5</source>
        <translation>%1. %2：%3，%4；%5</translation>
    </message>
    <message>
        <source>like the best</source>
        <translation>与最佳相当</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Ranked by</source>
        <translation>排序依据</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首词元</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>整个回答</translation>
    </message>
    <message>
        <source>All prompts</source>
        <translation>全部提示</translation>
    </message>
    <message>
        <source>Of which prompt</source>
        <translation>哪个提示</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Medians, with the interval that holds the median in 95 of 100 repetitions of the experiment.</source>
        <translation>中位数及其区间：重复实验 100 次，有 95 次中位数落在其中。</translation>
    </message>
    <message>
        <source>What to look out for</source>
        <translation>需要注意的</translation>
    </message>
    <message>
        <source>Are the answers the same?</source>
        <translation>回答相同吗？</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1，%2：%3</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Yes: every candidate gave the tokens of the first one.</source>
        <translation>相同：每个候选都给出了与第一个相同的词元。</translation>
    </message>
    <message>
        <source>%1 of %2 are the tokens of the first candidate.</source>
        <translation>%2 个回答中有 %1 个与第一个候选的词元相同。</translation>
    </message>
</context>
<context>
    <name>RepositoryCard</name>
    <message>
        <source>%1 downloads</source>
        <translation>%1 次下载</translation>
    </message>
    <message>
        <source>%1 likes</source>
        <translation>%1 人喜欢</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>需同意条款</translation>
    </message>
    <message>
        <source>There is no model in it that Fettle can open.</source>
        <translation>其中没有 Fettle 能打开的模型。</translation>
    </message>
</context>
<context>
    <name>ResultGroup</name>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Size of the file</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Bits per weight</source>
        <translation>每个权重的位数</translation>
    </message>
    <message>
        <source>Memory, %1 tokens</source>
        <translation>内存（%1 个词元）</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>KL divergence in nats</source>
        <translation>KL 散度（奈特）</translation>
    </message>
    <message>
        <source>0, by definition</source>
        <translation>0（按定义）</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Same likeliest token</source>
        <translation>最可能词元相同</translation>
    </message>
    <message>
        <source>%1 ± %2 %</source>
        <translation>%1 ± %2 %</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果如何</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1：%3 的 %2</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Loss: %1 scored tokens of a text that no method has seen. Speed: on %2, three times 32 tokens; the spread stands behind it.</source>
        <translation>损失：在任何方法都没见过的文本上评了 %1 个词元。速度：在 %2 上测三次，每次 32 个词元；后面是离散程度。</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>The search was not better than %1 by two standard errors, so the file is %1.</source>
        <translation>搜索结果没有比 %1 好出两个标准误，所以文件就是 %1。</translation>
    </message>
    <message>
        <source>Better than %1 by %2 ± %3 nats on text that the search has not seen.</source>
        <translation>在搜索没见过的文本上，比 %1 好 %2 ± %3 奈特。</translation>
    </message>
    <message>
        <source>%1 of the pruned weights are zero. Nothing was healed, so it lost more than a quantized model of the same bits would have.</source>
        <translation>被剪枝的权重中有 %1 为零。没有做任何恢复训练，所以损失比同样位数的量化模型更大。</translation>
    </message>
</context>
<context>
    <name>ResultLine</name>
    <message>
        <source>%1: before %2, after %3</source>
        <translation>%1：之前 %2，之后 %3</translation>
    </message>
</context>
<context>
    <name>RunStep</name>
    <message>
        <source>Chat with it</source>
        <translation>和它聊天</translation>
    </message>
    <message>
        <source>Make another</source>
        <translation>再做一个</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>, %1 left</source>
        <translation>，剩余 %1</translation>
    </message>
    <message>
        <source>Run %1 of %2: %3</source>
        <translation>第 %1 次运行，共 %2 次：%3</translation>
    </message>
    <message>
        <source>Stopping; what was measured is kept.</source>
        <translation>正在停止；已测量的会保留。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the comparison; what was measured is kept</source>
        <translation>停止比较；已测量的会保留</translation>
    </message>
    <message>
        <source>%1 of %2 runs</source>
        <translation>%2 次运行中的第 %1 次</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>An answer in a chat meanwhile would disturb the measurement.</source>
        <translation>此时在聊天中回答会干扰测量。</translation>
    </message>
</context>
<context>
    <name>SamplingGroup</name>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Higher is livelier and less certain; 0 always takes the likeliest token and can be repeated.</source>
        <translation>越高越活泼、也越不确定；0 总是选最可能的词元，结果可以重现。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Only the k likeliest tokens are considered; 0 considers all.</source>
        <translation>只考虑最可能的 k 个词元；0 表示全部考虑。</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach this share.</source>
        <translation>只考虑合计达到这个比例的最可能词元。</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Drops tokens less likely than this share of the likeliest one.</source>
        <translation>去掉可能性低于最高者这一比例的词元。</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Above 1 makes tokens that were used lately less likely.</source>
        <translation>大于 1 时，最近用过的词元更不容易再出现。</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>Above 0 favours tokens that have not come up yet.</source>
        <translation>大于 0 时，偏向还没出现过的词元。</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>Above 0 makes a token less likely each time it comes up.</source>
        <translation>大于 0 时，词元每出现一次就更不容易再出现。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same answer; -1 takes another one each time.</source>
        <translation>相同的种子给出相同的回答；-1 表示每次都换一个。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>回答上限</translation>
    </message>
    <message>
        <source>In tokens; 0 sets no limit.</source>
        <translation>以词元计；0 表示不限制。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Brings back the values above as they were at first.</source>
        <translation>把上面的数值恢复为最初的样子。</translation>
    </message>
    <message>
        <source>Reset the answer settings</source>
        <translation>重置回答设置</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>SavedRow</name>
    <message>
        <source>%1 candidates, %2 runs</source>
        <translation>%1 个候选，%2 次运行</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>重命名 %1</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>删除 %1</translation>
    </message>
</context>
<context>
    <name>SavedView</name>
    <message>
        <source>Comparisons</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Each comparison is kept here when it ends. One that was exported on another machine can be opened as well.</source>
        <translation>每次比较结束后都保存在这里。在别的机器上导出的比较也可以打开。</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open a comparison or an experiment from a file</source>
        <translation>从文件打开比较或实验</translation>
    </message>
    <message>
        <source>Answers side by side</source>
        <translation>回答并排比较</translation>
    </message>
    <message>
        <source>The measurements of any answer in a chat can be added here: open them by its speed, then choose “Add to comparison”.</source>
        <translation>聊天中任何回答的测量都可以加到这里：点它的速度打开测量，再选“加入比较”。</translation>
    </message>
    <message>
        <source>Take all out</source>
        <translation>全部移除</translation>
    </message>
    <message>
        <source>Rename the comparison</source>
        <translation>重命名比较</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Open a comparison or an experiment</source>
        <translation>打开比较或实验</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ScanFolders</name>
    <message>
        <source>Do not look into %1 any more</source>
        <translation>不再查找 %1</translation>
    </message>
    <message>
        <source>Look into another folder…</source>
        <translation>添加要查找的文件夹…</translation>
    </message>
    <message>
        <source>Look for models in this folder</source>
        <translation>在此文件夹中查找模型</translation>
    </message>
</context>
<context>
    <name>ScatterPlot</name>
    <message>
        <source>Speed over memory of %1 candidates</source>
        <translation>%1 个候选的速度与内存</translation>
    </message>
    <message>
        <source>%1: %2 tok/s, %3</source>
        <translation>%1：%2 词元/秒，%3</translation>
    </message>
    <message>
        <source>up to %1 tok/s, over memory</source>
        <translation>最高 %1 词元/秒，横轴为内存</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
</context>
<context>
    <name>SentenceCard</name>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>显示全部 %1 条</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Everything counts at once and stays on this machine.</source>
        <translation>所有设置立即生效，并且只留在这台电脑上。</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Take %1 out</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>添加模型…</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>About %1 tokens</source>
        <translation>约 %1 词元</translation>
    </message>
    <message>
        <source>A past conversation…</source>
        <translation>以往的对话…</translation>
    </message>
    <message>
        <source>Or a prompt of your own</source>
        <translation>或自己写一个提示</translation>
    </message>
    <message>
        <source>Settings to compare</source>
        <translation>要比较的设置</translation>
    </message>
    <message>
        <source>Each combination of the values is measured. A setting without values stays as the model is loaded now.</source>
        <translation>每种取值组合都会测量。没有取值的设置保持模型现在加载时的样子。</translation>
    </message>
    <message>
        <source>How it is measured</source>
        <translation>如何测量</translation>
    </message>
    <message>
        <source>Runs of each</source>
        <translation>每个的运行次数</translation>
    </message>
    <message>
        <source>Warm-up runs</source>
        <translation>预热次数</translation>
    </message>
    <message>
        <source>Tokens of an answer</source>
        <translation>回答的词元数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Fewer than %1 runs are too few to tell a difference from noise.</source>
        <translation>少于 %1 次运行，无法把差别与噪声区分开。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Send the message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Break the line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Shift+Enter</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Search the conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>Show or hide the conversations</source>
        <translation>显示或隐藏对话列表</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Show or hide the measurements</source>
        <translation>显示或隐藏测量面板</translation>
    </message>
    <message>
        <source>Ctrl+J</source>
        <translation>Ctrl+J</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>回到对话</translation>
    </message>
    <message>
        <source>Ctrl+1</source>
        <translation>Ctrl+1</translation>
    </message>
    <message>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <source>Walk through the messages</source>
        <translation>逐条浏览消息</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>上、下</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>这个列表</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Go on with a cut answer</source>
        <translation>继续被截断的回答</translation>
    </message>
    <message>
        <source>Alt+Enter</source>
        <translation>Alt+Enter</translation>
    </message>
    <message>
        <source>Attach text files</source>
        <translation>附加文本文件</translation>
    </message>
    <message>
        <source>Ctrl+U</source>
        <translation>Ctrl+U</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>About the model in use</source>
        <translation>关于当前模型</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Rename the conversation or folder in focus</source>
        <translation>重命名焦点所在的对话或文件夹</translation>
    </message>
    <message>
        <source>Open or close the folder in focus</source>
        <translation>展开或折叠焦点所在的文件夹</translation>
    </message>
    <message>
        <source>Right, Left</source>
        <translation>右、左</translation>
    </message>
    <message>
        <source>The Latency Lab</source>
        <translation>延迟实验室</translation>
    </message>
    <message>
        <source>Ctrl+2</source>
        <translation>Ctrl+2</translation>
    </message>
    <message>
        <source>Make a model smaller</source>
        <translation>把模型变小</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
</context>
<context>
    <name>SideBySide</name>
    <message>
        <source>Ask both</source>
        <translation>同时问两个</translation>
    </message>
    <message>
        <source>One after the other, each with its likeliest token every time, so that a difference is the model&apos;s.</source>
        <translation>先后回答，每次都取最可能的词元，所以差别来自模型本身。</translation>
    </message>
    <message>
        <source>A question to both models</source>
        <translation>向两个模型提一个问题</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Stop answering</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Ask both models</source>
        <translation>向两个模型提问</translation>
    </message>
    <message>
        <source>%1 tokens per second</source>
        <translation>每秒 %1 个词元</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Sidebar</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>Fettle</source>
        <translation>Fettle</translation>
    </message>
    <message>
        <source>Hide the conversations</source>
        <translation>隐藏对话列表</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>实验室</translation>
    </message>
    <message>
        <source>Tune</source>
        <translation>调优</translation>
    </message>
</context>
<context>
    <name>SizeBar</name>
    <message>
        <source>%1 of the original&apos;s size</source>
        <translation>原模型大小的 %1</translation>
    </message>
</context>
<context>
    <name>StartBar</name>
    <message>
        <source>%1 combinations, %2 runs, about %3</source>
        <translation>%1 种组合，%2 次运行，约 %3</translation>
    </message>
    <message>
        <source>%1 does not run: %2</source>
        <translation>%1 不能运行：%2</translation>
    </message>
    <message>
        <source>and %1 more do not run</source>
        <translation>另有 %1 个不能运行</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
</context>
<context>
    <name>StateLabel</name>
    <message>
        <source>The answer failed.</source>
        <translation>回答失败。</translation>
    </message>
    <message>
        <source>Interrupted when the app ended.</source>
        <translation>应用退出时被中断。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>No GPU is used</source>
        <translation>未使用 GPU</translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation>没有加载模型</translation>
    </message>
    <message>
        <source>%1 for the model</source>
        <translation>模型占用 %1</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>context: %1 of %2 tokens</source>
        <translation>上下文：%1 / %2 个词元</translation>
    </message>
</context>
<context>
    <name>StepButtons</name>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Aim</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Run and result</source>
        <translation>运行与结果</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>第 %1 步，共 %2 步：%3</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>第 %1 步：%2</translation>
    </message>
</context>
<context>
    <name>StrengthOptions</name>
    <message>
        <source>A little</source>
        <translation>一点点</translation>
    </message>
    <message>
        <source>As most do</source>
        <translation>一般程度</translation>
    </message>
    <message>
        <source>Far</source>
        <translation>很多</translation>
    </message>
</context>
<context>
    <name>TemplateText</name>
    <message>
        <source>The file brings none; a common one is used.</source>
        <translation>文件没有自带模板；使用通用模板。</translation>
    </message>
    <message>
        <source>Hide the template</source>
        <translation>隐藏模板</translation>
    </message>
    <message>
        <source>Show the template</source>
        <translation>显示模板</translation>
    </message>
</context>
<context>
    <name>TextOptions</name>
    <message>
        <source>Calibrated on which text?</source>
        <translation>用哪段文本校准？</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Best is one like what the model will be used for; at least some hundred lines. It stays on this machine.</source>
        <translation>最好与模型的用途相近，至少几百行。文本只留在本机。</translation>
    </message>
    <message>
        <source>The one of the app</source>
        <translation>应用自带的</translation>
    </message>
    <message>
        <source>A file of mine</source>
        <translation>我的文件</translation>
    </message>
    <message>
        <source>My conversations</source>
        <translation>我的对话</translation>
    </message>
    <message>
        <source>No file is chosen yet</source>
        <translation>还没有选择文件</translation>
    </message>
    <message>
        <source>Plain text in UTF-8</source>
        <translation>UTF-8 纯文本</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a text file</source>
        <translation>选择文本文件</translation>
    </message>
    <message>
        <source>Text files (*.txt *.md *.jsonl)</source>
        <translation>文本文件 (*.txt *.md *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ThoughtBlock</name>
    <message>
        <source>Thinking…</source>
        <translation>思考中…</translation>
    </message>
    <message>
        <source>Thought for %1</source>
        <translation>思考了 %1</translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation>思考过程</translation>
    </message>
</context>
<context>
    <name>TimeBar</name>
    <message>
        <source>Time that is shown</source>
        <translation>显示的时间范围</translation>
    </message>
    <message>
        <source>1 min</source>
        <translation>1 分钟</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 分钟</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>Go on with the graphs</source>
        <translation>继续更新图表</translation>
    </message>
    <message>
        <source>Hold the graphs</source>
        <translation>暂停图表</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Show less time</source>
        <translation>缩短时间范围</translation>
    </message>
    <message>
        <source>+</source>
        <translation>+</translation>
    </message>
    <message>
        <source>Show more time</source>
        <translation>延长时间范围</translation>
    </message>
    <message>
        <source>-</source>
        <translation>-</translation>
    </message>
</context>
<context>
    <name>TimelineChart</name>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Show the conversations</source>
        <translation>显示对话列表</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Hide the live measurements</source>
        <translation>隐藏实时测量</translation>
    </message>
    <message>
        <source>Show the live measurements</source>
        <translation>显示实时测量</translation>
    </message>
    <message>
        <source>Ctrl+J</source>
        <translation>Ctrl+J</translation>
    </message>
</context>
<context>
    <name>TunePage</name>
    <message>
        <source>Tune</source>
        <translation>调优</translation>
    </message>
    <message>
        <source>Make a model smaller or faster, see what it costs before it starts, and what it lost when it is done. The original is never changed.</source>
        <translation>把模型变小或变快；开始前看到代价，完成后看到损失。原模型从不改动。</translation>
    </message>
</context>
<context>
    <name>TypeEditor</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>第 %1 层，%2：%3</translation>
    </message>
    <message>
        <source>Give this type:</source>
        <translation>设为此类型：</translation>
    </message>
    <message>
        <source>Type to give</source>
        <translation>要设的类型</translation>
    </message>
    <message>
        <source>As the preset has it</source>
        <translation>与预设一致</translation>
    </message>
    <message>
        <source>Give the type to %1 in all layers</source>
        <translation>把类型给所有层的 %1</translation>
    </message>
    <message>
        <source>Types of the matrices in %1 layers</source>
        <translation>%1 层中各矩阵的类型</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Give the type to %1</source>
        <translation>把类型给 %1</translation>
    </message>
</context>
<context>
    <name>TypePicture</name>
    <message>
        <source>%1: %2, %3 of the file</source>
        <translation>%1：%2，占文件的 %3</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>第 %1 层，%2：%3</translation>
    </message>
    <message>
        <source>Types of the matrices in %1 layers</source>
        <translation>%1 层中各矩阵的类型</translation>
    </message>
    <message>
        <source>First layer on the left, layer %1 on the right</source>
        <translation>左边是第一层，右边是第 %1 层</translation>
    </message>
</context>
<context>
    <name>UserMessage</name>
    <message>
        <source>Edit and ask again; the old version is kept</source>
        <translation>编辑后重新提问（保留旧版本）</translation>
    </message>
    <message>
        <source>Copy the message</source>
        <translation>复制消息</translation>
    </message>
</context>
<context>
    <name>VariantPlot</name>
    <message>
        <source>, %1 tokens per second</source>
        <translation>，每秒 %1 个词元</translation>
    </message>
    <message>
        <source>the original</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>KL divergence %1 ± %2</source>
        <translation>KL 散度 %1 ± %2</translation>
    </message>
    <message>
        <source>%1: %2, %3%4</source>
        <translation>%1：%2，%3%4</translation>
    </message>
    <message>
        <source>All variants of this model here</source>
        <translation>本机上这个模型的所有变体</translation>
    </message>
    <message>
        <source>Further left is smaller, further down is closer to the original, larger is faster. A click loads it.</source>
        <translation>越靠左越小，越靠下越接近原模型，圆点越大越快。点击即加载。</translation>
    </message>
    <message>
        <source>Size and loss of %1 models</source>
        <translation>%1 个模型的大小与损失</translation>
    </message>
    <message>
        <source>original</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>0 bytes</source>
        <translation>0 字节</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>奈特</translation>
    </message>
</context>
<context>
    <name>VersionSwitch</name>
    <message>
        <source>Version %1 of %2</source>
        <translation>第 %1 版，共 %2 版</translation>
    </message>
    <message>
        <source>The version before</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>The next version</source>
        <translation>下一个版本</translation>
    </message>
</context>
<context>
    <name>WaitLine</name>
    <message>
        <source>The model is loading; your message is next.</source>
        <translation>模型正在加载，随后就处理你的消息。</translation>
    </message>
    <message>
        <source>Reading the conversation, %1</source>
        <translation>正在阅读对话，%1</translation>
    </message>
    <message>
        <source>Reading the conversation</source>
        <translation>正在阅读对话</translation>
    </message>
</context>
<context>
    <name>qml::Figures</name>
    <message>
        <source>%1&#xa0;s</source>
        <translation>%1&#xa0;秒</translation>
    </message>
    <message>
        <source>%1&#xa0;min</source>
        <translation>%1&#xa0;分钟</translation>
    </message>
    <message>
        <source>%1&#xa0;h %2&#xa0;min</source>
        <translation>%1&#xa0;小时 %2&#xa0;分钟</translation>
    </message>
</context>
<context>
    <name>ui::AttachmentList</name>
    <message>
        <source>Only files on this computer can be attached, not %1.</source>
        <translation>只能附加这台电脑上的文件，不能附加 %1。</translation>
    </message>
    <message>
        <source>“%1” was not attached: a message takes %2 files.</source>
        <translation>“%1”没有附加：一条消息最多可带 %2 个文件。</translation>
    </message>
    <message>
        <source>“%1” is not there any more; nothing was attached.</source>
        <translation>“%1”已经不在了；没有附加任何内容。</translation>
    </message>
    <message>
        <source>“%1” cannot be read: you have no permission for this file.</source>
        <translation>无法读取“%1”：您没有这个文件的权限。</translation>
    </message>
    <message>
        <source>“%1” is a folder; attach the files in it.</source>
        <translation>“%1”是一个文件夹；请附加其中的文件。</translation>
    </message>
    <message>
        <source>“%1” is no file with a content of its own and was not opened.</source>
        <translation>“%1”不是普通文件，没有打开它。</translation>
    </message>
    <message>
        <source>“%1” is empty; nothing was attached.</source>
        <translation>“%1”是空的；没有附加任何内容。</translation>
    </message>
    <message>
        <source>“%1” has %2; an attached file may have %3. Attach the part that matters.</source>
        <translation>“%1”有 %2；附加的文件最多可有 %3。请只附加重要的部分。</translation>
    </message>
    <message>
        <source>“%1” is a picture; the models here read text only. It was not opened.</source>
        <translation>“%1”是图片；这里的模型只读文本。没有打开它。</translation>
    </message>
    <message>
        <source>“%1” is a document with a format of its own; save it as plain text and attach that.</source>
        <translation>“%1”是带有自身格式的文档；请另存为纯文本后再附加。</translation>
    </message>
    <message>
        <source>“%1” holds no text; only text files can be attached.</source>
        <translation>“%1”不包含文本；只能附加文本文件。</translation>
    </message>
    <message>
        <source>“%1” is not in UTF-8; save it with this encoding and attach it again.</source>
        <translation>“%1”不是 UTF-8 编码；请用此编码保存后重新附加。</translation>
    </message>
</context>
<context>
    <name>ui::ChatSession</name>
    <message>
        <source>%1 (branch)</source>
        <translation>%1（分支）</translation>
    </message>
    <message>
        <source>This does not fit: the files have %1 tokens and the message %2, but the context of %3 has room for %4 beside an answer. Remove a file, or load the model with a longer context.</source>
        <translation>放不下：文件有 %1 个 token，消息有 %2 个，而 %3 的上下文除回答之外只能容纳 %4 个。请移除一个文件，或用更长的上下文加载模型。</translation>
    </message>
</context>
<context>
    <name>ui::ConversationList</name>
    <message>
        <source>“%1” was deleted.</source>
        <translation>“%1”已删除。</translation>
    </message>
    <message>
        <source>The conversation was written to “%1”.</source>
        <translation>对话已写入“%1”。</translation>
    </message>
    <message>
        <source>%1 conversations were written to “%2”.</source>
        <translation>已将 %1 个对话写入“%2”。</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversations can only be written to this computer, not to %1.</source>
        <translation>对话只能写入这台电脑，不能写入 %1。</translation>
    </message>
    <message>
        <source>Only files on this computer can be imported, not %1.</source>
        <translation>只能导入这台电脑上的文件，不能导入 %1。</translation>
    </message>
    <message>
        <source>1 conversation was imported.</source>
        <translation>已导入 1 个对话。</translation>
    </message>
    <message>
        <source>%1 conversations were imported.</source>
        <translation>已导入 %1 个对话。</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>没有导入任何内容。</translation>
    </message>
    <message>
        <source>Already here: %1.</source>
        <translation>已存在：%1。</translation>
    </message>
    <message>
        <source>Left out: %1. %2</source>
        <translation>未导入：%1。%2</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>The folder “%1” was deleted; its conversations stay.</source>
        <translation>文件夹“%1”已删除；其中的对话保留。</translation>
    </message>
</context>
<context>
    <name>ui::DeviceChoice</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>All GPUs, layers in order</source>
        <translation>所有 GPU，按顺序分层</translation>
    </message>
</context>
<context>
    <name>ui::FoundModels</name>
    <message>
        <source>“%1” is not in the cache any more.</source>
        <translation>“%1”已不在缓存中。</translation>
    </message>
    <message>
        <source>Not more than %1 folders can be looked into.</source>
        <translation>最多只能查找 %1 个文件夹。</translation>
    </message>
    <message>
        <source>“%1” is in use. Unload it first, then remove it.</source>
        <translation>“%1”正在使用。请先卸载，再移除。</translation>
    </message>
    <message>
        <source>“%1” was removed; %2 are free now.</source>
        <translation>“%1”已移除；现在空出 %2。</translation>
    </message>
</context>
<context>
    <name>ui::HubAccess</name>
    <message>
        <source>This is no token: it has spaces, other signs than letters and digits, or is too long.</source>
        <translation>这不是访问令牌：其中有空格、字母和数字以外的符号，或者太长。</translation>
    </message>
</context>
<context>
    <name>ui::LabArchive</name>
    <message>
        <source>Only files on this computer can be opened.</source>
        <translation>只能打开这台电脑上的文件。</translation>
    </message>
</context>
<context>
    <name>ui::LabReport</name>
    <message>
        <source>its end</source>
        <translation>结尾</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>the same answer, %1 tokens</source>
        <translation>回答相同，%1 词元</translation>
    </message>
    <message>
        <source>parts after %1 tokens: %2 became %3</source>
        <translation>%1 词元后分开：%2 变为 %3</translation>
    </message>
    <message>
        <source>, KL there %1 nats</source>
        <translation>，该处 KL 为 %1 nats</translation>
    </message>
    <message>
        <source>“%1” is loaded with this from now on: %2.</source>
        <translation>此后“%1”将以此加载：%2。</translation>
    </message>
    <message>
        <source>Chats have no setting yet for: %1.</source>
        <translation>聊天尚无此设置：%1。</translation>
    </message>
    <message>
        <source>Fettle Lab, %1</source>
        <translation>Fettle 实验室，%1</translation>
    </message>
    <message>
        <source>The comparison was written to “%1”.</source>
        <translation>比较已写入“%1”。</translation>
    </message>
    <message>
        <source>The comparison could not be written to “%1”: %2. Choose another place.</source>
        <translation>比较无法写入“%1”：%2。请选择别的位置。</translation>
    </message>
</context>
<context>
    <name>ui::LabSetup</name>
    <message>
        <source>Choose a model to measure.</source>
        <translation>请选择要测量的模型。</translation>
    </message>
    <message>
        <source>Choose a prompt, or write one.</source>
        <translation>请选择一个提示，或自己写一个。</translation>
    </message>
    <message>
        <source>A setting has a value that it cannot have; it says which.</source>
        <translation>有设置的取值不成立；该处有说明。</translation>
    </message>
    <message>
        <source>%1 combinations are more than the %2 that one comparison can hold. Take some values out.</source>
        <translation>%1 种组合超过了一次比较能容纳的 %2 种。请去掉一些取值。</translation>
    </message>
    <message>
        <source>None of these can run here.</source>
        <translation>这些在这里都不能运行。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>ui::LiveExport</name>
    <message>
        <source>Fettle measurements %1</source>
        <translation>Fettle 测量 %1</translation>
    </message>
    <message>
        <source>Measurements can only be written to a file on this computer.</source>
        <translation>测量只能写入这台电脑上的文件。</translation>
    </message>
    <message>
        <source>The measurements were written to “%1”.</source>
        <translation>测量已写入“%1”。</translation>
    </message>
    <message>
        <source>The measurements could not be written to “%1”: %2. Choose another place.</source>
        <translation>测量无法写入“%1”：%2。请选择别的位置。</translation>
    </message>
</context>
<context>
    <name>ui::ModelLibrary</name>
    <message>
        <source>Only files on this computer can be opened, not %1.</source>
        <translation>只能打开这台电脑上的文件，不能打开 %1。</translation>
    </message>
</context>
<context>
    <name>ui::PresetList</name>
    <message>
        <source>Presets written: %1.</source>
        <translation>已写出预设：%1 个。</translation>
    </message>
    <message>
        <source>The presets could not be written to %1: %2.</source>
        <translation>无法把预设写入 %1：%2。</translation>
    </message>
    <message>
        <source>%1 could not be read. %2</source>
        <translation>无法读取 %1。%2</translation>
    </message>
    <message>
        <source>Presets read: %1.</source>
        <translation>已读入预设：%1 个。</translation>
    </message>
</context>
<context>
    <name>ui::Workspace</name>
    <message>
        <source>%1 It was kept as %2, and a new one was begun.</source>
        <translation>%1 原文件已保留为 %2，并新建了一个。</translation>
    </message>
    <message>
        <source>“%1” is complete and checked.</source>
        <translation>“%1” 已下载完成并通过校验。</translation>
    </message>
    <message>
        <source>The models in “%1” are listed on the page of models.</source>
        <translation>“%1”中的模型已列在模型页面上。</translation>
    </message>
</context>
</TS>
