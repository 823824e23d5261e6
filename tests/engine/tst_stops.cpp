// SPDX-License-Identifier: GPL-3.0-or-later
// What may take long before or behind the loops that look at a stop flag looks at it too, or is done behind the caller.
#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/hub/convert_folder.h"
#include "engine/files/part_file.h"
#include "engine/model/packing.h"
#include "engine/stop_scope.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/divergence.h"
#include "engine/tune/large_vector.h"
#include "engine/tune/part_journal.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/models.h"
#include "tests/support/safetensors_builder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace engine::tune;
using engine::StopScope;

namespace
{

template <class Work>
bool isStopped(const Work& work)
{
    try {
        work();
    } catch (const engine::Error& error) {
        return error.kind() == engine::ErrorKind::Stopped;
    }
    return false;
}

std::vector<std::byte> someBytes(std::size_t size)
{
    return std::vector<std::byte>(size, std::byte{7});
}

// An open file, whatever becomes of its name.
class Witness
{
public:
    explicit Witness(const std::filesystem::path& file) : m_descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Witness() { ::close(m_descriptor); }
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    std::vector<std::byte> bytes() const
    {
        struct stat status {
        };
        std::vector<std::byte> found(::fstat(m_descriptor, &status) == 0 ? static_cast<std::size_t>(status.st_size)
                                                                         : 0);
        const ssize_t count = ::pread(m_descriptor, found.data(), found.size(), 0);
        found.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        return found;
    }

private:
    int m_descriptor;
};

} // namespace

class StopsTest : public QObject
{
    Q_OBJECT

private slots:
    void aScopeIsOfItsThread()
    {
        const std::atomic<bool> set = true, unset = false;
        StopScope::look();
        const StopScope outer(set);
        QVERIFY(isStopped([] { StopScope::look(); }));
        {
            const StopScope inner(unset);
            QVERIFY(!isStopped([] { StopScope::look(); }));
        }
        QVERIFY(isStopped([] { StopScope::look(); }));
        bool stopped = true;
        std::thread([&stopped] { stopped = isStopped([] { StopScope::look(); }); }).join();
        QVERIFY(!stopped);
    }

    void tokenizers()
    {
        const auto starter = support::load(support::starterPath());
        support::HubModel().write(path("hub"));
        const auto folder = support::load(QString::fromStdString(path("hub").string()));
        const std::atomic<bool> set = true;
        for (const auto& model : {starter, folder}) {
            QVERIFY(!isStopped([&] { model->tokenizer().encode("abc ab"); }));
            const StopScope scope(set);
            QVERIFY(isStopped([&] { model->tokenizer().encode("abc ab"); }));
            QVERIFY(isStopped([&] { engine::text::Tokenizer::fromGguf(model->file()); }));
        }
    }

    void tensorsThatAreMade()
    {
        support::HubModel().write(path("hub"));
        for (const auto type : {engine::files::TensorType::F16, engine::files::TensorType::F32}) {
            const auto content = engine::files::hub::convertFolder(path("hub"), type);
            const std::atomic<bool> set = true;
            const StopScope scope(set);
            int made = 0;
            for (const auto& tensor : content.tensors())
                if (tensor.make) {
                    ++made;
                    QVERIFY(isStopped([&] { tensor.make(); }));
                }
            QVERIFY(made > 0);
        }
        const std::atomic<bool> set = true;
        const StopScope scope(set);
        QVERIFY(isStopped([&] { engine::files::hub::convertFolder(path("hub"), std::nullopt); }));
    }

    void packing()
    {
        QuantizeOptions options;
        options.types.preset = findPreset("Q8_0");
        const std::atomic<bool> set = true, unset = false;
        quantizeModel(support::starterPath().toStdString(), path("q8.gguf"), options, {unset});
        const auto model = support::load(QString::fromStdString(path("q8.gguf").string()));
        engine::model::Packing& packing = *model->weights().packing;
        kernels::Pool pool(1);
        {
            const StopScope scope(set);
            QVERIFY(isStopped([&] { packing.advance(pool, 1000); }));
        }
        QVERIFY(packing.layer(0) == nullptr);
        packing.advance(pool, 1000);
        QVERIFY(packing.isDone());
    }

    void secondMomentsTakeTheirMemoryRowByRow()
    {
        kernels::Pool pool(1);
        const std::atomic<bool> set = true;
        SecondMoments moments(Input::FeedForwardDown, 0, pool, set);
        const std::vector<float> row(256, 1.0F);
        QVERIFY(isStopped([&] { moments.see(Input::FeedForwardDown, 0, -1, row.data(), 1, 256); }));
        QVERIFY(moments.sums().empty());
    }

    void aBaseFileIsStoppedAtItsEnd()
    {
        const auto model = support::load(support::starterPath());
        PerplexityOptions options;
        options.context = 32;
        options.most = 2;
        options.threads = 1;
        std::string text;
        for (int i = 0; i < 100; ++i)
            text += "some words of a text ";
        std::atomic<bool> stop = false;
        QVERIFY(isStopped([&] {
            writeBase(model, text, options, path("base.kld"), stop,
                      [&](const Perplexity& soFar) { stop = soFar.windows == soFar.ofWindows; });
        }));
        QVERIFY(!std::filesystem::exists(path("base.kld")));
        QVERIFY(!std::filesystem::exists(path("base.kld.part")));
    }

    void anImportanceMatrixIsStopped()
    {
        ImportanceMatrix matrix;
        matrix.tensors["blk.0.attn_q.weight"] = {{1.0F, 2.0F}, {1}};
        const std::atomic<bool> set = true;
        QVERIFY(isStopped([&] { writeImportance(matrix, path("imatrix.gguf"), set); }));
        QVERIFY(!std::filesystem::exists(path("imatrix.gguf")));
        writeImportance(matrix, path("imatrix.gguf"));
        const StopScope scope(set);
        QVERIFY(isStopped([&] { readImportance(path("imatrix.gguf")); }));
    }

    // To truncate gigabytes may take seconds: the caller gets a new file instead, and the old one goes behind it.
    void aPartOfAnotherOrderIsNotTruncated()
    {
        const auto bytes = someBytes(100'000);
        {
            PartJournal first(path("journal"), bytes.size(), "one");
            first.write(0, bytes);
            first.endPiece("0", "-");
        }
        const Witness before(path("journal.part"));
        {
            const std::atomic<bool> goOn = false;
            PartJournal same(path("journal"), bytes.size(), "one");
            QVERIFY(same.whole("0", 0, bytes.size(), goOn) != nullptr);
        }
        PartJournal other(path("journal"), bytes.size(), "two");
        QVERIFY(before.bytes() == bytes);
        QVERIFY(Witness(path("journal.part")).bytes() == std::vector<std::byte>(bytes.size()));
        QVERIFY_EXCEPTION_THROWN(PartJournal(path("journal"), bytes.size(), "two"),
                                 engine::Error); // the new one is held
        other.discard();
    }

    void aPartThatWasLeftIsNotTruncated()
    {
        const auto bytes = someBytes(100'000);
        support::writeFile(path("file.part"), std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
        const Witness before(path("file.part"));
        engine::files::PartFile file(path("file"), 3);
        QVERIFY(before.bytes() == bytes);
        file.write(someBytes(3));
        file.finish();
        QVERIFY(Witness(path("file")).bytes() == someBytes(3));
    }

    void removesNamesOnly()
    {
        support::writeFile(path("kept"), "kept");
        std::filesystem::create_symlink(path("kept"), path("link"));
        engine::files::removeBehind(path("link"));
        QVERIFY(!std::filesystem::exists(std::filesystem::symlink_status(path("link"))));
        engine::files::removeBehind(path("nothing"));
        const Witness open(path("kept"));
        engine::files::removeBehind(path("kept"));
        QVERIFY(!std::filesystem::exists(path("kept")));
        QCOMPARE(open.bytes().size(), 4U);
    }

    void largeVectors()
    {
        LargeVector<float> large(std::size_t{3} << 20, 2.0F);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(large.data()) % LargePageAllocator<float>::kPage, 0U);
        large.resize(large.size() + 5);
        QCOMPARE(large.back(), 0.0F);
        QCOMPARE(large.front(), 2.0F);
        QVERIFY(LargeVector<double>(3, 1.0) == (LargeVector<double>{1, 1, 1}));
        QVERIFY_EXCEPTION_THROWN(LargePageAllocator<double>().allocate(static_cast<std::size_t>(-1) / 4),
                                 std::bad_alloc);
    }

private:
    std::filesystem::path path(const char* name) const { return m_folder.path().toStdString() + "/" + name; }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(StopsTest)
#include "tst_stops.moc"
