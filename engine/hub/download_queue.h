// SPDX-License-Identifier: GPL-3.0-or-later
// Downloads side by side: each on a thread of its own, some at a time, in the order in which they were asked for.
#pragma once

#include "engine/error.h"
#include "engine/hub/download.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace engine::hub
{

enum class DownloadState { Queued, Running, Waiting, Checking, Paused, Done, Failed };

// A copy of how things stand.
struct DownloadStatus {
    int id = 0;
    Order order;
    DownloadState state = DownloadState::Queued;
    std::uint64_t done = 0;                  // bytes on the disk
    std::uint64_t total = 0;                 // bytes
    double bytesPerSecond = 0;               // over the last seconds; 0 unless Running
    std::optional<double> secondsLeft;       // at that speed
    std::string sentence;                    // of Waiting and Failed
    ErrorKind failure = ErrorKind::Internal; // of Failed
    std::filesystem::path path;              // of Done: what openModel() takes
};

class DownloadQueue
{
public:
    // `changed` hears the number of a download that has changed; it is called on the download's thread or on that of
    // the caller, with nothing locked, at most about ten times a second for each, and never after the destructor.
    using Changed = std::function<void(int id)>;

    explicit DownloadQueue(Settings settings, int atOnce = 2, Changed changed = {});
    ~DownloadQueue(); // stops all, as a pause: within about a tenth of a second each
    DownloadQueue(const DownloadQueue&) = delete;
    DownloadQueue& operator=(const DownloadQueue&) = delete;

    // All of these may be called on any thread and do not wait for the network.
    int add(const Order& order); // the number of the one that is there, going on with it, where it was asked for before
    void pause(int id);          // keeps what came
    void resume(int id);         // also after Failed
    void cancel(int id);         // removes what came; Done ones only leave the list
    void restore();              // orders of earlier runs come back as Paused

    std::vector<DownloadStatus> all() const;
    std::optional<DownloadStatus> find(int id) const;
    void wait(int id) const; // until it is Paused, Done, Failed or gone; for the command line and tests

private:
    struct Job;
    std::shared_ptr<Job> job(int id) const; // null if there is none; m_mutex held
    std::shared_ptr<Job> insert(const Order& order, DownloadState state);
    void startMore();      // m_mutex held
    void retire(Job& job); // m_mutex held
    void joinRetired(bool closing);
    void run(const std::shared_ptr<Job>& job);
    void take(Job& job, const Progress& progress);
    void end(Job& job, DownloadState state, ErrorKind kind, std::string sentence, std::filesystem::path path);
    void tell(int id) const;

    const Settings m_settings;
    const int m_atOnce;
    const Changed m_changed;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_ended;
    std::vector<std::shared_ptr<Job>> m_jobs;
    std::vector<std::thread> m_retired; // ended or ending
    int m_next = 1;
    bool m_closing = false;
};

} // namespace engine::hub
