// SPDX-License-Identifier: GPL-3.0-or-later
// A model's file that becomes shorter while it is read is a sentence, not the end of the program.
#include "engine/error.h"
#include "engine/files/lost_maps.h"
#include "engine/files/mapped_file.h"
#include "engine/files/part_file.h"
#include "engine/tune/evaluate.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <fstream>

using namespace engine;
namespace fs = std::filesystem;

class LostMapsTest : public QObject
{
    Q_OBJECT

private slots:
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
