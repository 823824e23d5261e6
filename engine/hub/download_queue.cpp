// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/download_queue.h"

#include "engine/hub/speed_meter.h"

#include <algorithm>

namespace engine::hub
{
namespace
{

constexpr double kTellEvery = 0.1; // seconds

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool isActive(DownloadState state)
{
    return state == DownloadState::Running || state == DownloadState::Waiting || state == DownloadState::Checking;
}

} // namespace

// What is here is guarded by the queue's mutex, but for `stop`.
struct DownloadQueue::Job {
    DownloadStatus status;
    SpeedMeter speed;
    double told = 0;
    bool threadRuns = false;
    bool again = false;  // resumed while it was still stopping
    bool remove = false; // cancelled while it was running
    std::atomic<bool> stop = false;
    std::thread thread;
};

DownloadQueue::DownloadQueue(Settings settings, int atOnce, Changed changed)
    : m_settings(std::move(settings)),
      m_atOnce(std::max(1, atOnce)),
      m_changed(std::move(changed))
{
}

DownloadQueue::~DownloadQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        for (const auto& job : m_jobs) {
            job->stop = true;
            retire(*job);
        }
    }
    joinRetired(true);
}

// Its thread is at its end, or will be soon; nobody waits for it while holding the mutex, itself least of all.
void DownloadQueue::retire(Job& job)
{
    if (job.thread.joinable())
        m_retired.push_back(std::move(job.thread));
}

void DownloadQueue::joinRetired(bool closing)
{
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing && !closing) // the destructor joins them, and the caller may be one of them
            return;
        threads.swap(m_retired);
    }
    for (std::thread& thread : threads)
        thread.join();
}

std::shared_ptr<DownloadQueue::Job> DownloadQueue::job(int id) const
{
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const auto& job) { return job->status.id == id; });
    return found == m_jobs.end() ? nullptr : *found;
}

std::shared_ptr<DownloadQueue::Job> DownloadQueue::insert(const Order& order, DownloadState state)
{
    const auto job = std::make_shared<Job>();
    job->status.id = m_next++;
    job->status.order = order;
    job->status.state = state;
    job->status.total = order.bytes();
    job->status.done = bytesHere(order, m_settings);
    m_jobs.push_back(job);
    return job;
}

int DownloadQueue::add(const Order& order)
{
    joinRetired(false);
    int id = 0;
    bool known = false;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& job : m_jobs)
            if (job->status.order == order && !job->remove) {
                known = true;
                id = job->status.id;
                if (job->status.state == DownloadState::Done && !downloaded(order, m_settings))
                    job->status.state = DownloadState::Paused; // removed behind our back
            }
        if (!known) {
            id = insert(order, DownloadState::Queued)->status.id;
            startMore();
        }
    }
    if (known)
        resume(id);
    else
        tell(id);
    return id;
}

void DownloadQueue::pause(int id)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = job(id);
        if (!found || found->status.state == DownloadState::Done || found->status.state == DownloadState::Failed)
            return;
        found->again = false;
        found->stop = true; // the thread says Paused once it has let go
        if (!found->threadRuns)
            found->status.state = DownloadState::Paused;
    }
    m_ended.notify_all();
    tell(id);
}

void DownloadQueue::resume(int id)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = job(id);
        if (!found || found->remove)
            return;
        if (found->threadRuns) {
            found->again = found->stop;
            return;
        }
        if (found->status.state != DownloadState::Paused && found->status.state != DownloadState::Failed)
            return;
        found->status.state = DownloadState::Queued;
        found->status.sentence.clear();
        startMore();
    }
    tell(id);
}

void DownloadQueue::cancel(int id)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = job(id);
        if (!found)
            return;
        found->stop = true;
        found->remove = true;
        found->again = false;
        if (!found->threadRuns) {
            if (found->status.state != DownloadState::Done)
                discard(found->status.order, m_settings);
            retire(*found);
            std::erase(m_jobs, found);
        }
    }
    m_ended.notify_all();
    tell(id);
}

void DownloadQueue::restore()
{
    std::vector<int> fresh;
    {
        const std::lock_guard lock(m_mutex);
        for (const Order& order : unfinishedOrders(m_settings))
            if (std::none_of(m_jobs.begin(), m_jobs.end(), [&](const auto& job) { return job->status.order == order; }))
                fresh.push_back(insert(order, DownloadState::Paused)->status.id);
    }
    for (const int id : fresh)
        tell(id);
}

void DownloadQueue::startMore()
{
    auto running = std::count_if(m_jobs.begin(), m_jobs.end(), [](const auto& job) { return job->threadRuns; });
    for (const auto& job : m_jobs) {
        if (m_closing || running >= m_atOnce)
            return;
        if (job->threadRuns || job->status.state != DownloadState::Queued)
            continue;
        retire(*job); // of an earlier run
        job->stop = false;
        job->threadRuns = true;
        job->status.state = DownloadState::Running;
        job->thread = std::thread([this, job] { run(job); });
        ++running;
    }
}

void DownloadQueue::run(const std::shared_ptr<Job>& job)
{
    const Order order = job->status.order; // nobody changes it
    try {
        const auto path =
            download(order, m_settings, job->stop, [&](const Progress& progress) { take(*job, progress); });
        end(*job, DownloadState::Done, ErrorKind::Internal, {}, path);
    } catch (const Error& error) {
        const bool stopped = error.kind() == ErrorKind::Stopped;
        end(*job, stopped ? DownloadState::Paused : DownloadState::Failed, error.kind(), stopped ? "" : error.what(),
            {});
    } catch (const std::exception& error) {
        end(*job, DownloadState::Failed, ErrorKind::Internal,
            std::string("Something unexpected went wrong: ") + error.what(), {});
    }
}

void DownloadQueue::take(Job& job, const Progress& progress)
{
    static constexpr DownloadState states[] = {DownloadState::Waiting, DownloadState::Running, DownloadState::Checking};
    const double time = now();
    {
        const std::lock_guard lock(m_mutex);
        DownloadStatus& status = job.status;
        const DownloadState state = states[static_cast<int>(progress.step)];
        const bool same = state == status.state && progress.done < progress.total;
        if (state == DownloadState::Running)
            job.speed.add(time, progress.done);
        else
            job.speed.clear();
        status.state = state;
        status.done = progress.done;
        status.total = progress.total;
        status.sentence = progress.note;
        status.bytesPerSecond = job.speed.bytesPerSecond();
        status.secondsLeft = job.speed.secondsLeft(progress.total - progress.done);
        if (same && time - job.told < kTellEvery)
            return;
        job.told = time;
    }
    tell(job.status.id);
}

void DownloadQueue::end(Job& job, DownloadState state, ErrorKind kind, std::string sentence, std::filesystem::path path)
{
    const int id = job.status.id;
    {
        const std::lock_guard lock(m_mutex);
        DownloadStatus& status = job.status;
        status.state = job.again && state == DownloadState::Paused ? DownloadState::Queued : state;
        status.failure = kind;
        status.sentence = std::move(sentence);
        status.path = std::move(path);
        status.bytesPerSecond = 0;
        status.secondsLeft.reset();
        job.speed.clear();
        job.again = false;
        if (state == DownloadState::Done)
            status.done = status.total;
    }
    tell(id); // still running: whoever is told may call add(), which joins the retired
    {
        const std::lock_guard lock(m_mutex);
        job.threadRuns = false;
        if (job.remove) {
            if (state != DownloadState::Done)
                discard(job.status.order, m_settings);
            retire(job);
            std::erase_if(m_jobs, [&](const auto& other) { return other.get() == &job; });
        }
        startMore();
    }
    m_ended.notify_all();
}

void DownloadQueue::tell(int id) const
{
    if (m_changed)
        m_changed(id);
}

std::vector<DownloadStatus> DownloadQueue::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<DownloadStatus> statuses;
    for (const auto& job : m_jobs)
        if (!job->remove)
            statuses.push_back(job->status);
    return statuses;
}

std::optional<DownloadStatus> DownloadQueue::find(int id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = job(id);
    return found && !found->remove ? std::optional(found->status) : std::nullopt;
}

void DownloadQueue::wait(int id) const
{
    std::unique_lock lock(m_mutex);
    m_ended.wait(lock, [&] {
        const auto found = job(id);
        return !found ||
               (!found->threadRuns && !isActive(found->status.state) && found->status.state != DownloadState::Queued);
    });
}

} // namespace engine::hub
