// SPDX-License-Identifier: GPL-3.0-or-later
// What takes time with files that the person points at (reading, counting, planning), on the thread "files". Made
// without a parent and moved there. Whoever asks outlives the thread.
#pragma once

#include <QObject>

#include <utility>

namespace ui
{

class FileWorker : public QObject
{
    Q_OBJECT

public:
    // From the asker's thread: `task()` on the files thread, which must not throw, then `then(result)` in the asker's.
    template <class Task, class Then>
    void run(QObject* asker, Task task, Then then)
    {
        QMetaObject::invokeMethod(
            this,
            [asker, task = std::move(task), then = std::move(then)]() mutable {
                QMetaObject::invokeMethod(
                    asker, [result = task(), then = std::move(then)]() mutable { then(std::move(result)); },
                    Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
    }
    void shutDown() {} // nothing is kept between tasks
};

} // namespace ui
