// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Chat/end_keeper.h"

namespace qml
{

void EndKeeper::setView(QQuickItem* view)
{
    if (m_view == view || !view)
        return;
    m_view = view;
    // The class of a ListView is not public, so its signals are known by name only.
    connect(view, SIGNAL(contentHeightChanged()), this, SLOT(grown()));
    connect(view, SIGNAL(heightChanged()), this, SLOT(grown()));
    emit viewChanged();
    grown();
}

void EndKeeper::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    emit activeChanged();
    grown();
}

void EndKeeper::grown()
{
    if (m_active)
        polish();
}

void EndKeeper::updatePolish()
{
    if (m_active && m_view)
        QMetaObject::invokeMethod(m_view, "positionViewAtEnd");
}

} // namespace qml
