// SPDX-License-Identifier: GPL-3.0-or-later
// A model's file that becomes shorter while it is read is a sentence, not the end of the program.
#include "engine/error.h"
#include "engine/files/lost_maps.h"
#include "engine/files/mapped_file.h"
#include "engine/files/part_file.h"
#include "engine/tune/evaluate.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace engine;
namespace fs = std::filesystem;

namespace
{

constexpr std::size_t kForeignBytes = 40'000;
const char* foreign = nullptr; // a map of somebody else
volatile int calls = 0;

// Maps a file that is then emptied, as a program does that knows nothing of us.
void mapForeign(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR);
    void* map = ::mmap(nullptr, kForeignBytes, PROT_READ, MAP_SHARED, descriptor, 0);
    foreign = map != MAP_FAILED && ::ftruncate(descriptor, 0) == 0 ? static_cast<const char*>(map) : nullptr;
    ::close(descriptor);
}

// Mends its own map, so that the program goes on.
void mend(int number)
{
    if (number == SIGBUS)
        calls = calls + 1;
    ::mmap(const_cast<char*>(foreign), kForeignBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

void endWithAddress(int number, siginfo_t* info, void* context)
{
    const auto* address = static_cast<const char*>(info->si_addr);
    ::_exit(number == SIGBUS && address == foreign + 20'000 && context != nullptr ? 42 : 1);
}

} // namespace

class LostMapsTest : public QObject
{
    Q_OBJECT

private slots:
    // First: the handler is installed with the first map of a process.
    void othersGetTheirSignals_data()
    {
        QTest::addColumn<int>("earlier"); // 0: the system's, 1: plain, 2: with an address, 3: ignored
        QTest::addColumn<bool>("sent");   // by a program
        QTest::addColumn<int>("code");    // of its end; below 0: by that signal
        QTest::newRow("no handler") << 0 << false << -SIGBUS;
        QTest::newRow("no handler, sent") << 0 << true << -SIGBUS;
        QTest::newRow("a plain handler") << 1 << false << 7;
        QTest::newRow("a plain handler, sent") << 1 << true << 7;
        QTest::newRow("a handler with an address") << 2 << false << 42;
        QTest::newRow("ignored") << 3 << false << -SIGBUS; // the system ends who ignores it
        QTest::newRow("ignored, sent") << 3 << true << 7;
    }

    void othersGetTheirSignals()
    {
        QFETCH(int, earlier);
        QFETCH(bool, sent);
        QFETCH(int, code);
        const fs::path own = made("own", kForeignBytes), other = made("foreign", kForeignBytes);
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(inChild(own, other, earlier, sent));
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status), code);
    }

    void whatIsGoneIsZero()
    {
        const fs::path path = made("map", 40'000);
        const std::uint64_t before = files::lostMaps();
        {
            const files::MappedFile map(path);
            files::PartFile part(file("made"), 4);
            const fs::path paths[] = {path};
            fs::resize_file(path, 10'000);
            QCOMPARE(map.bytes()[9'000], std::byte{'x'});
            files::throwIfLost(paths); // nothing was read behind the end yet
            QCOMPARE(map.bytes()[30'000], std::byte{0});
            QCOMPARE(map.bytes()[39'999], std::byte{0});
            QCOMPARE(files::lostMaps(), before + 1);
            refused([&] { files::throwIfLost(paths); });
            const fs::path others[] = {file("other")};
            files::throwIfLost(others);
            part.write(map.bytes().first(4));
            refused([&] { part.finish(); });
        }
        QVERIFY(!fs::exists(file("made")));
        refused([&] { files::throwIfLost(before); }); // also when the map is gone
        files::throwIfLost(files::lostMaps());
        const files::MappedFile again(path); // and it may be opened again
        const fs::path paths[] = {path};
        files::throwIfLost(paths);
        QCOMPARE(again.bytes().size(), 10'000U);
    }

    void aModelThatIsCutWhileItReads()
    {
        const fs::path path = file("model.gguf");
        fs::copy_file(support::starterPath().toStdString(), path);
        const auto model = support::load(QString::fromStdString(path.string()));
        std::string text;
        for (int i = 0; i < 400; ++i)
            text += "What is a token? ";
        const std::atomic<bool> goOn = false;
        tune::PerplexityOptions options;
        options.context = 64;
        options.threads = 2;
        refused([&] {
            tune::perplexity(model, text, options, goOn,
                             [&](const tune::Perplexity& /*soFar*/) { fs::resize_file(path, 100'000); });
        });
    }

private:
    static int inChild(const fs::path& own, const fs::path& other, int earlier, bool sent)
    {
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        struct sigaction action {
        };
        action.sa_handler = earlier == 1 ? mend : earlier == 3 ? SIG_IGN : SIG_DFL;
        if (earlier == 2) {
            action.sa_flags = SA_SIGINFO;
            action.sa_sigaction = endWithAddress;
        }
        ::sigaction(SIGBUS, &action, nullptr);
        const files::MappedFile map(own);
        for (int i = 0; i < 2; ++i) { // a second time as well
            mapForeign(other);
            if (foreign == nullptr)
                return 2;
            if (sent)
                ::kill(::getpid(), SIGBUS);
            else if (static_cast<const volatile char*>(foreign)[20'000] != 0)
                return 3;
        }
        fs::resize_file(own, 0);
        const bool isZero = static_cast<const volatile std::byte*>(map.bytes().data())[20'000] == std::byte{0};
        return isZero && files::lostMaps() == 1 && calls == (earlier == 1 ? 2 : 0) ? 7 : 4;
    }
    template <class Act>
    static void refused(Act&& act)
    {
        try {
            act();
            QFAIL("was not noticed");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::BadFile);
            QVERIFY2(QString(error.what()).contains("became shorter while it was being read"), error.what());
        }
    }
    fs::path made(const char* name, std::size_t size) const
    {
        std::ofstream(file(name)) << std::string(size, 'x');
        return file(name);
    }
    fs::path file(const char* name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(LostMapsTest)
#include "tst_lost_maps.moc"
