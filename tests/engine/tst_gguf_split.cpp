// SPDX-License-Identifier: GPL-3.0-or-later
// Split models: any part opens all; parts that are missing, mixed, renamed or doubled are refused by name.
#include "engine/error.h"
#include "engine/files/gguf_split.h"
#include "engine/files/gguf_writer.h"
#include "tests/support/models.h"
#include "tests/support/processor_time.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace engine::files;

namespace
{

const std::atomic<bool> kGoOn = false;

GgufContent part(int number, int count, int total, std::vector<std::string> tensors)
{
    GgufContent content;
    if (number == 1)
        content.set("general.architecture", "test");
    content.set("split.no", static_cast<std::uint16_t>(number - 1));
    content.set("split.count", static_cast<std::uint16_t>(count));
    content.set("split.tensors.count", std::int32_t{total});
    for (const std::string& name : tensors)
        content.add(
            {name, TensorType::F32, {4}, {}, [number] { return std::vector<std::byte>(16, std::byte(number)); }});
    return content;
}

QByteArray refusal(const std::string& path)
{
    try {
        static_cast<void>(openGguf(path));
    } catch (const engine::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestGgufSplit : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write("m-00001-of-00003.gguf", part(1, 3, 4, {"a", "b"}));
        write("m-00002-of-00003.gguf", part(2, 3, 4, {"c"}));
        write("m-00003-of-00003.gguf", part(3, 3, 4, {"d"}));
    }

    void anyPartOpensAll()
    {
        for (const char* name : {"m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf"}) {
            const GgufFile whole = openGguf(place(name));
            QCOMPARE(whole.string("general.architecture").value(), "test");
            QCOMPARE(whole.tensors().size(), std::size_t(4));
            QCOMPARE(whole.findTensor("c")->bytes[0], std::byte{2});
            QCOMPARE(whole.findTensor("d")->bytes[15], std::byte{3});
            QCOMPARE(whole.size(), sizeOf("m-00001-of-00003.gguf") + sizeOf("m-00002-of-00003.gguf") +
                                       sizeOf("m-00003-of-00003.gguf"));
        }
    }

    void aRealModelInThreeParts()
    {
        const GgufFile starter(support::starterPath().toStdString());
        const GgufContent all = GgufContent::copyOf(starter);
        const auto total = static_cast<std::int32_t>(all.tensors().size());
        for (int number = 1; number <= 3; ++number) {
            GgufContent content = number == 1 ? all : GgufContent();
            content.tensors().clear();
            for (std::size_t i = static_cast<std::size_t>(number - 1); i < all.tensors().size(); i += 3)
                content.add(all.tensors()[i]);
            content.set("split.no", static_cast<std::uint16_t>(number - 1));
            content.set("split.count", std::uint16_t{3});
            content.set("split.tensors.count", total);
            write(QString("starter-0000%1-of-00003.gguf").arg(number), content);
        }
        const auto model = support::load(m_folder->filePath("starter-00002-of-00003.gguf"));
        QCOMPARE(model->weights().bytes, support::load(support::starterPath())->weights().bytes);
    }

    void missing()
    {
        std::filesystem::remove(place("m-00002-of-00003.gguf"));
        const QByteArray said = refusal(place("m-00001-of-00003.gguf"));
        QVERIFY2(said.contains("Part 2 of 3") && said.contains("m-00002-of-00003.gguf") && said.contains("missing"),
                 said);
        std::filesystem::remove(place("m-00001-of-00003.gguf"));
        QVERIFY(refusal(place("m-00003-of-00003.gguf")).contains("Part 1 of 3"));
    }

    void hostile_data()
    {
        QTest::addColumn<QString>("open");
        QTest::addColumn<QString>("as"); // the part that is written over
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* open, const char* as, int kind, const char* says) {
            QTest::newRow(name) << open << as << kind << says;
        };
        row("a part twice", "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", 1, "split.no");
        row("another count", "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", 2, "split.count");
        row("of another model", "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", 3, "split.tensors.count");
        row("a tensor twice", "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", 4, "appears twice");
        row("a tensor too few", "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", 5, "split.tensors.count");
        row("a whole model as a part", "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", 6, "split.count");
        row("00002-of-00001", "m-00002-of-00001.gguf", "m-00002-of-00001.gguf", 1, "cannot be");
        row("00000-of-00003", "m-00000-of-00003.gguf", "m-00000-of-00003.gguf", 1, "cannot be");
        row("a part without its name", "renamed.gguf", "renamed.gguf", 7, "-00001-of-00002.gguf");
        row("split.count 65535", "m-00001-of-65535.gguf", "m-00001-of-65535.gguf", 8, "cannot be");
        row("split.no negative", "m-00001-of-00003.gguf", "m-00001-of-00003.gguf", 9, "split.no");
        row("split.count a text", "m-00001-of-00003.gguf", "m-00001-of-00003.gguf", 10, "split.count");
    }

    void hostile()
    {
        QFETCH(QString, open);
        QFETCH(QString, as);
        QFETCH(int, kind);
        QFETCH(QString, says);
        GgufContent content;
        switch (kind) {
        case 1:
            content = part(3, 3, 4, {"d"});
            break;
        case 2:
            content = part(2, 4, 4, {"c"});
            break;
        case 3:
            content = part(2, 3, 5, {"c"});
            break;
        case 4:
            content = part(2, 3, 4, {"a"});
            break;
        case 5:
            content = part(2, 3, 4, {});
            break;
        case 6:
            content.set("general.architecture", "test");
            break;
        case 7:
            content = part(1, 2, 4, {"a"});
            break;
        case 8:
            content = part(1, 65535, 4, {"a"});
            break;
        case 9:
            content = part(1, 3, 4, {"a", "b"});
            content.set("split.no", std::int32_t{-1});
            break;
        default:
            content = part(1, 3, 4, {"a", "b"});
            content.set("split.count", "3");
            break;
        }
        write(as, content);
        const support::ProcessorTime time;
        const QByteArray said = refusal(place(open));
        QVERIFY2(time.milliseconds() < 50, QByteArray::number(time.milliseconds()));
        QVERIFY2(said.contains(says.toUtf8()), said);
        QVERIFY2(said.contains(m_folder->path().toUtf8()), said);
    }

private:
    std::string place(const QString& name) const { return m_folder->filePath(name).toStdString(); }
    void write(const QString& name, const GgufContent& content) { writeGguf(content, place(name), kGoOn); }
    std::uint64_t sizeOf(const char* name) const { return std::filesystem::file_size(place(name)); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestGgufSplit)
#include "tst_gguf_split.moc"
