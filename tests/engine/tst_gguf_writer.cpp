// SPDX-License-Identifier: GPL-3.0-or-later
// What is written is read back to the last bit, and a disk without room leaves neither a file nor a part of one.
#include "engine/error.h"
#include "engine/files/gguf_split.h"
#include "engine/files/gguf_writer.h"
#include "tests/support/models.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <cstring>
#include <sys/resource.h>

using namespace engine::files;

namespace
{

const std::atomic<bool> kGoOn = false;

template <class T>
std::vector<std::byte> bytesOf(const std::vector<T>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {bytes.begin(), bytes.end()};
}

// One of each kind of value, and tensors whose sizes are no multiple of the alignment.
GgufContent sample()
{
    GgufContent content;
    content.set("general.architecture", "test");
    content.set("a.u16", std::uint16_t{65535});
    content.set("a.u32", std::uint32_t{4'000'000'000});
    content.set("a.i32", std::int32_t{-7});
    content.set("a.u64", std::uint64_t{1} << 40);
    content.set("a.f32", 0.1F);
    content.set("a.true", true);
    content.set("a.text", std::string_view("gr\xC3\xB6\xC3\x9F"
                                           "e\0x",
                                           9));
    content.set("a.strings", std::span<const std::string>(std::vector<std::string>{"", "b", "cc"}));
    content.set("a.floats", std::span<const float>(std::vector<float>{1.5F, -2.0F}));
    content.set("a.integers", std::span<const std::int32_t>(std::vector<std::int32_t>{1, -1, 1 << 30}));
    content.add({"one", TensorType::F32, {3}, {}, [] { return bytesOf(std::vector<float>{1, 2, 3}); }});
    content.add({"two", TensorType::F16, {2, 1, 5}, {}, [] { return bytesOf(std::vector<std::uint16_t>(10, 7)); }});
    content.add({"three", TensorType::Q8_0, {32, 2}, {}, [] { return std::vector<std::byte>(68, std::byte{9}); }});
    return content;
}

// Every typed value of one file, found again in another.
void compareAll(const GgufFile& a, const GgufFile& b)
{
    QCOMPARE(b.keys(), a.keys());
    for (const std::string& key : a.keys()) {
        const GgufValue& x = *a.find(key);
        const GgufValue& y = *b.find(key);
        QCOMPARE(y.type, x.type);
        QCOMPARE(y.element, x.element);
        QCOMPARE(y.count, x.count);
        QVERIFY2(std::equal(x.bytes.begin(), x.bytes.end(), y.bytes.begin(), y.bytes.end()), key.c_str());
    }
    QCOMPARE(b.tensors().size(), a.tensors().size());
    for (std::size_t i = 0; i < a.tensors().size(); ++i) {
        const GgufTensor& x = a.tensors()[i];
        const GgufTensor& y = b.tensors()[i];
        QCOMPARE(y.name, x.name);
        QCOMPARE(y.type, x.type);
        QCOMPARE(y.shape, x.shape);
        QCOMPARE(y.dimensions, x.dimensions);
        QVERIFY2(std::equal(x.bytes.begin(), x.bytes.end(), y.bytes.begin(), y.bytes.end()), x.name.c_str());
    }
}

} // namespace

class TestGgufWriter : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        std::signal(SIGXFSZ, SIG_IGN); // as the programs do
        QVERIFY(m_folder.isValid());
    }

    void writesEachKind()
    {
        const auto path = place("kinds.gguf");
        writeGguf(sample(), path, kGoOn);
        const GgufFile file(path);
        QCOMPARE(file.version(), 3U);
        QCOMPARE(file.integer("a.u16").value(), 65535);
        QCOMPARE(file.integer("a.u32").value(), 4'000'000'000);
        QCOMPARE(file.integer("a.i32").value(), -7);
        QCOMPARE(file.integer("a.u64").value(), std::int64_t{1} << 40);
        QCOMPARE(file.number("a.f32").value(), double(0.1F));
        QCOMPARE(file.boolean("a.true").value(), true);
        QCOMPARE(file.string("a.text").value().size(), std::size_t(9));
        QCOMPARE(file.strings("a.strings").value(), (std::vector<std::string_view>{"", "b", "cc"}));
        QCOMPARE(file.floats("a.floats").value(), (std::vector<float>{1.5F, -2.0F}));
        QCOMPARE(file.integers("a.integers").value(), (std::vector<std::int32_t>{1, -1, 1 << 30}));
        QCOMPARE(file.findTensor("two")->shape, (std::array<std::uint64_t, 4>{2, 1, 5, 1}));
        QCOMPARE(file.findTensor("two")->dimensions, 3);
        QCOMPARE(file.size() % 32, 0U);
        compareAll(file, GgufFile(sample(), "in memory"));
        QVERIFY(!std::filesystem::exists(path + ".part"));
    }

    void keepsTheAlignmentOfTheKey()
    {
        GgufContent content = sample();
        content.set("general.alignment", std::uint32_t{4096});
        const auto path = place("aligned.gguf");
        writeGguf(content, path, kGoOn);
        const GgufFile file(path);
        QCOMPARE(file.alignment(), 4096U);
        const auto start = reinterpret_cast<std::uintptr_t>(file.findTensor("one")->bytes.data());
        QCOMPARE((reinterpret_cast<std::uintptr_t>(file.findTensor("two")->bytes.data()) - start) % 4096, 0U);
    }

    void copiesARealFile()
    {
        const GgufFile starter(support::starterPath().toStdString());
        const auto path = place("copy.gguf");
        double last = 0;
        writeGguf(GgufContent::copyOf(starter), path, kGoOn, [&](double share) { last = share; });
        QCOMPARE(last, 1.0);
        compareAll(starter, GgufFile(path));
    }

    void replacesOnlyWhenWhole()
    {
        const auto path = place("kept.gguf");
        writeGguf(sample(), path, kGoOn);
        GgufContent broken = sample();
        broken.add({"short", TensorType::F32, {4}, {}, [] { return std::vector<std::byte>(3); }});
        QVERIFY_EXCEPTION_THROWN(writeGguf(broken, path, kGoOn), engine::Error);
        const std::atomic<bool> stop = true;
        QVERIFY_EXCEPTION_THROWN(writeGguf(sample(), path, stop), engine::Error);
        compareAll(GgufFile(sample(), "in memory"), GgufFile(path));
        QVERIFY(!std::filesystem::exists(path + ".part"));
    }

    void aFullDiskIsASentence()
    {
        GgufContent content = sample();
        content.add({"large", TensorType::F32, {1 << 20}, {}, [] { return std::vector<std::byte>(4 << 20); }});
        const auto path = place("full.gguf");
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{1 << 20, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        QByteArray sentence;
        try {
            writeGguf(content, path, kGoOn);
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::NotWritten);
            sentence = error.what();
        }
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY2(sentence.contains("no space") && sentence.contains("full.gguf"), sentence);
        QVERIFY(!std::filesystem::exists(path));
        QVERIFY(!std::filesystem::exists(path + ".part"));
    }

    void placesThatCannotBe()
    {
        for (const std::string& path : {place("no/such/folder/x.gguf"), m_folder.path().toStdString()}) {
            try {
                writeGguf(sample(), path, kGoOn);
                QFAIL("written");
            } catch (const engine::Error& error) {
                QCOMPARE(error.kind(), engine::ErrorKind::NotWritten);
                QVERIFY(std::string(error.what()).find(path) != std::string::npos);
            }
        }
    }

    void refusesRowsThatAreNoBlocks()
    {
        GgufContent content;
        content.add({"odd", TensorType::Q8_0, {33}, {}, [] { return std::vector<std::byte>(34); }});
        QVERIFY_EXCEPTION_THROWN(writeGguf(content, place("odd.gguf"), kGoOn), engine::Error);
    }

private:
    std::string place(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestGgufWriter)
#include "tst_gguf_writer.moc"
