// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_comparison.h"

#include "ui/chat/visible_text.h"

namespace ui
{

TuneComparison::TuneComparison(TuneWorker& worker, QObject* parent) : QObject(parent), m_worker(worker)
{
    connect(&worker, &TuneWorker::pieceCame, this, [this](quint64 request, int side, const QString& text) {
        if (request != m_request)
            return;
        m_sides[static_cast<std::size_t>(side)].text += visibleText(text);
        emit changed();
    });
    connect(&worker, &TuneWorker::sideEnded, this,
            [this](quint64 request, int side, double rate, const QString& error) {
                if (request != m_request)
                    return;
                m_sides[static_cast<std::size_t>(side)].rate = rate;
                m_sides[static_cast<std::size_t>(side)].error = visibleText(error);
                emit changed();
            });
    connect(&worker, &TuneWorker::compared, this, [this](quint64 request) {
        if (request != m_request)
            return;
        m_stop.reset();
        emit changed();
    });
}

void TuneComparison::setModels(const QString& first, const QString& second)
{
    stop();
    m_stop.reset();
    ++m_request;
    m_sides = {};
    m_sides[0].path = first.toStdString();
    m_sides[1].path = second.toStdString();
    emit changed();
}

void TuneComparison::ask(const QString& prompt)
{
    const QString asked = prompt.trimmed();
    if (asked.isEmpty() || busy() || m_sides[1].path.empty())
        return;
    for (Side& side : m_sides)
        side = {side.path, {}, {}, 0};
    m_stop = std::make_shared<std::atomic<bool>>(false);
    TuneQuestion question;
    question.first = m_sides[0].path;
    question.second = m_sides[1].path;
    question.prompt = asked.toStdString();
    QMetaObject::invokeMethod(&m_worker, [worker = &m_worker, request = ++m_request, question, stop = m_stop] {
        worker->compare(request, question, stop);
    });
    emit changed();
}

void TuneComparison::stop()
{
    if (m_stop)
        *m_stop = true;
}

} // namespace ui
