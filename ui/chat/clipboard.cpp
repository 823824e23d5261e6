// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/clipboard.h"

#include <QClipboard>
#include <QGuiApplication>

namespace ui
{

void copyToClipboard(const QString& text)
{
    if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) != nullptr)
        QGuiApplication::clipboard()->setText(text);
}

} // namespace ui
