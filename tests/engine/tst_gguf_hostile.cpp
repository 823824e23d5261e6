// SPDX-License-Identifier: GPL-3.0-or-later
// A file from anywhere either loads or is refused with a sentence that names it: at once, without a crash and without
// a large allocation. Hand-made files, each truncation and each single-bit flip of a small model, and odd paths.
#include "engine/model/model.h"
#include "tests/engine/hostile_gguf.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/use_gguf.h"
#include "tests/support/processor_time.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace
{

std::atomic<std::size_t> largestAllocation = 0;

} // namespace

// Watches each allocation of the process, to catch a count that was believed before it was checked.
void* operator new(std::size_t size)
{
    std::size_t seen = largestAllocation;
    while (size > seen && !largestAllocation.compare_exchange_weak(seen, size)) {
    }
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace
{

constexpr std::size_t kMostBytes = 64U << 20;
const std::string kName = "hostile.gguf";

// Empty if the bytes load, else the error's sentence. Checks what must hold of each outcome.
std::string outcome(const std::string& bytes)
{
    largestAllocation = 0;
    std::string sentence;
    try {
        support::useGguf(std::as_bytes(std::span(bytes)), kName);
    } catch (const engine::Error& error) {
        sentence = error.what();
        if (sentence.find(kName) == std::string::npos || error.kind() == engine::ErrorKind::Internal)
            sentence = "WRONG: " + sentence;
    }
    if (largestAllocation > kMostBytes)
        sentence = "WRONG: allocated " + std::to_string(largestAllocation) + " bytes at once";
    return sentence;
}

bool isWrong(const std::string& sentence)
{
    return sentence.rfind("WRONG", 0) == 0;
}

} // namespace

class GgufHostileTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theModelItselfLoads();
    void handMade_data();
    void handMade();
    void truncatedAnywhere();
    void anyBitFlipped();
    void oddPaths();
    void holeBehindTheTensors();

private:
    std::string m_tiny = support::tinyLlama().bytes();
    QTemporaryDir m_folder;
};

void GgufHostileTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QVERIFY(m_tiny.size() <= 4096);
    outcome(m_tiny); // what is set up once is not counted
}

void GgufHostileTest::theModelItselfLoads()
{
    QCOMPARE(outcome(m_tiny), std::string());
    support::GgufBuilder version2 = support::tinyLlama();
    version2.version = 2;
    QCOMPARE(outcome(version2.bytes()), std::string());
}

void GgufHostileTest::handMade_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("says");
    int count = 0;
    for (const auto& cases : {hostile::headerCases(), hostile::metadataCases(), hostile::tensorCases(),
                              hostile::configCases(), hostile::vocabularyCases()})
        for (const hostile::Case& one : cases)
            QTest::addRow("%03d %s", ++count, one.name) << QByteArray::fromStdString(one.bytes) << QByteArray(one.says);
}

void GgufHostileTest::handMade()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, says); // null: may load; empty: an error of any wording
    const std::string file = bytes.toStdString();
    const support::ProcessorTime time;
    const std::string sentence = outcome(file);
    const long milliseconds = time.milliseconds();
    QVERIFY2(!isWrong(sentence), sentence.c_str());
    if (!says.isNull()) {
        QVERIFY2(!sentence.empty(), "the file loaded");
        QVERIFY2(sentence.find(says.toStdString()) != std::string::npos, sentence.c_str());
    }
    QVERIFY2(sentence.size() < 1000, "the sentence is too long to read");
#ifndef FETTLE_SLOW_BUILD // sanitizers slow everything down
    QVERIFY2(milliseconds < 50, qPrintable(QString("took %1 ms").arg(milliseconds)));
#endif
}

void GgufHostileTest::truncatedAnywhere()
{
    for (std::size_t size = 0; size < m_tiny.size(); ++size) {
        const std::string sentence = outcome(m_tiny.substr(0, size));
        QVERIFY2(!sentence.empty() && !isWrong(sentence),
                 qPrintable(QString("%1 bytes: %2").arg(size).arg(sentence.c_str())));
    }
}

void GgufHostileTest::anyBitFlipped()
{
    int loaded = 0;
    std::string bytes = m_tiny;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const char mask = static_cast<char>(1U << (bit % 8));
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
        const std::string sentence = outcome(bytes);
        QVERIFY2(!isWrong(sentence), qPrintable(QString("bit %1: %2").arg(bit).arg(sentence.c_str())));
        loaded += sentence.empty() ? 1 : 0;
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    }
    QVERIFY(loaded > 1000); // the bits of the weights may be anything
}

void GgufHostileTest::oddPaths()
{
    const QString folder = m_folder.path();
    const auto refused = [](const QString& path, engine::ErrorKind kind) {
        const std::atomic<bool> stop = false;
        try {
            engine::model::Model::load(path.toStdString(), stop);
        } catch (const engine::Error& error) {
            QVERIFY2(error.kind() == kind, error.what());
            QVERIFY2(QByteArray(error.what()).contains(path.toUtf8()), error.what());
            return;
        }
        QFAIL(qPrintable(path + " loaded"));
    };
    QFile(folder + "/empty.gguf").open(QIODevice::WriteOnly);
    QCOMPARE(::mkfifo(qPrintable(folder + "/fifo.gguf"), 0600), 0);
    QVERIFY(QFile::link("loop.gguf", folder + "/loop.gguf"));
    QVERIFY(QFile::link("absent.gguf", folder + "/dangling.gguf"));
    QFile sparse(folder + "/sparse.gguf");
    QVERIFY(sparse.open(QIODevice::WriteOnly));

    refused(folder + "/absent.gguf", engine::ErrorKind::NotFound);
    refused(folder + "/empty.gguf", engine::ErrorKind::BadFile);
    refused(folder + "/fifo.gguf", engine::ErrorKind::BadFile);
    refused(folder + "/loop.gguf", engine::ErrorKind::NotFound);
    refused(folder + "/dangling.gguf", engine::ErrorKind::NotFound);
    refused(folder, engine::ErrorKind::NotFound); // no config.json in it
    refused("/dev/zero", engine::ErrorKind::BadFile);
    if (sparse.resize(qint64{1} << 40)) // 1 TiB of zeros; not each file system can
        refused(sparse.fileName(), engine::ErrorKind::BadFile);
    if (::geteuid() != 0) { // root reads anything
        sparse.setPermissions({});
        refused(sparse.fileName(), engine::ErrorKind::NotFound);
    }
}

void GgufHostileTest::holeBehindTheTensors()
{
    QFile file(m_folder.filePath("hole.gguf"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(m_tiny.data(), static_cast<qint64>(m_tiny.size()));
    file.flush();
    if (!file.resize(qint64{1} << 40))
        QSKIP("this file system has no sparse files of 1 TiB");
    const support::ProcessorTime time;
    const std::atomic<bool> stop = false;
    try {
        engine::model::Model::load(file.fileName().toStdString(), stop);
    } catch (const engine::Error&) {
        // refusing it is as good
    }
    QVERIFY2(time.milliseconds() < 1000, "the hole was read");
}

QTEST_GUILESS_MAIN(GgufHostileTest)
#include "tst_gguf_hostile.moc"
