// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab.h"

#include "ui/live/live_metrics.h"
#include "ui/models/device_choice.h"
#include "ui/models/model_library.h"
#include "ui/storage_worker.h"

namespace ui
{

Lab::Lab(const Parts& parts, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_setup(new LabSetup(parts.worker, parts.library, parts.storage, this)),
      m_run(new LabRun(parts.worker, parts.metrics, this)),
      m_report(new LabReport(parts.files, parts.library, parts.notices, this)),
      m_archive(new LabArchive(parts.storage, parts.files, parts.notices, this)),
      m_answers(new LabAnswers(parts.storage, this))
{
    connect(m_run, &LabRun::finished, this, [this](const LabResultPointer& result) {
        if (!result->runs.empty())
            m_archive->keep(result);
        m_report->show(result);
    });
    connect(m_run, &LabRun::measured, this, [this](const engine::measure::MemoryUse& lab) {
        const engine::measure::MemoryUse& chat = m_parts.library.memory(); // stays loaded beside it
        m_parts.metrics.setModelMemory(
            {chat.weights + lab.weights, chat.cache + lab.cache, chat.scratch + lab.scratch});
    });
    connect(m_run, &LabRun::changed, this, [this] {
        if (!m_run->running())
            m_parts.metrics.setModelMemory(m_parts.library.memory());
    });
    connect(m_archive, &LabArchive::opened, m_report, &LabReport::show);
    connect(m_archive, &LabArchive::described, this, [this](const engine::lab::Experiment& experiment) {
        m_report->close();
        m_setup->show(experiment);
    });
    connect(&parts.storage, &StorageWorker::opened, m_answers,
            [this](const Profile& profile) { m_answers->restore(profile.settings); });
    connect(&parts.devices, &DeviceChoice::choicesChanged, m_setup, [this] {
        QStringList keys;
        for (const QVariant& choice : m_parts.devices.choices())
            if (const QString key = choice.toMap().value(QStringLiteral("value")).toString(); key.startsWith(u"cuda:"))
                keys.append(key);
        m_setup->axes()->setDevices(keys);
    });
}

void Lab::open()
{
    m_parts.devices.look();
    m_setup->prepare();
}

void Lab::start()
{
    if (m_setup->canStart())
        m_run->start(m_setup->experiment());
}

void Lab::again()
{
    if (!m_report->result())
        return;
    m_setup->show(m_report->result()->experiment);
    m_report->close();
}

} // namespace ui
