// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_choice.h"

#include "ui/chat/visible_text.h"
#include "ui/settings/app_settings.h"
#include "ui/text/engine_sentences.h"

namespace ui
{
namespace
{

QVariantMap choice(const QString& text, const QString& value)
{
    return {{QStringLiteral("text"), text}, {QStringLiteral("value"), value}};
}

} // namespace

DeviceChoice::DeviceChoice(GenerationWorker& generation, AppSettings& settings, QObject* parent)
    : QObject(parent),
      m_generation(generation),
      m_settings(settings)
{
    connect(&generation, &GenerationWorker::devicesFound, this, &DeviceChoice::onFound);
    connect(&generation, &GenerationWorker::verifyProgress, this, [this](RequestNumber request, int done) {
        if (request != m_request || !verifying())
            return;
        m_done = done;
        emit verifyingChanged();
    });
    connect(&generation, &GenerationWorker::verifyFinished, this,
            [this](RequestNumber request, const DeviceVerdict& verdict) {
                if (request == m_request)
                    onVerdict(verdict);
            });
    connect(&generation, &GenerationWorker::verifyFailed, this, [this](RequestNumber request, const QString& sentence) {
        if (request == m_request)
            end(sentence);
    });
}

void DeviceChoice::look()
{
    if (m_looked)
        return;
    m_looked = true;
    GenerationWorker* worker = &m_generation;
    QMetaObject::invokeMethod(worker, [worker] { worker->findDevices(); });
}

void DeviceChoice::verify()
{
    if (verifying() || !canVerify())
        return;
    std::string key = m_found.list.front().key;
    for (const DeviceFound& device : m_found.list)
        if (device.key == m_settings.device().toStdString())
            key = device.key;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_done = 0;
    m_verdict.clear();
    emit verifyingChanged();
    GenerationWorker* worker = &m_generation;
    QMetaObject::invokeMethod(
        worker, [worker, request = ++m_request, key, stop = m_stop] { worker->verifyDevice(request, key, stop); });
}

void DeviceChoice::stop()
{
    if (m_stop)
        *m_stop = true;
}

QVariantList DeviceChoice::choices() const
{
    QVariantList list{choice(tr("Automatic"), QStringLiteral("auto")), choice(tr("Processor"), QStringLiteral("cpu"))};
    for (const DeviceFound& device : m_found.list)
        list.append(choice(visibleLine(QString::fromStdString(device.name)), QString::fromStdString(device.key)));
    if (m_found.list.size() > 1) {
        QStringList keys;
        for (const DeviceFound& device : m_found.list)
            keys.append(QString::fromStdString(device.key));
        list.append(choice(tr("All GPUs, layers in order"), keys.join(u',')));
    }
    return list;
}

void DeviceChoice::onFound(const DevicesFound& found)
{
    m_found = found;
    m_reason = found.list.empty() ? visibleText(engineSentence(found.reason)) : QString();
    emit choicesChanged();
}

void DeviceChoice::onVerdict(const DeviceVerdict& verdict)
{
    m_settings.setVerified(QString::fromStdString(verdict.mark), verdict.passed);
    end(visibleText(engineSentence(verdict.sentence)));
}

void DeviceChoice::end(const QString& sentence)
{
    m_stop.reset();
    m_verdict = sentence;
    emit verifyingChanged();
}

} // namespace ui
