// SPDX-License-Identifier: GPL-3.0-or-later
// Models that other apps brought: found where they are, named as they name them, missing files said, nothing written.
#include "engine/error.h"
#include "engine/hub/local_models.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>

#include <map>

namespace hub = engine::hub;
namespace fs = std::filesystem;

class LocalModelsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void apps_data();
    void apps();
    void missing_data();
    void missing();
    void oneFileTwoNames();
    void circleOfLinks();
    void stops();
    void nothingIsWritten();
    void hostileManifests_data();
    void hostileManifests();

private:
    void put(const QString& path, const QByteArray& content = "GGUF");
    void link(const QString& target, const QString& path);
    void ollama(const QString& name, const QByteArray& manifest);
    std::vector<hub::LocalModel> find();

    std::unique_ptr<QTemporaryDir> m_home;
    std::map<std::string, std::string> m_environment;
    std::atomic<bool> m_stop = false;
};

namespace
{

const QByteArray kModel(64, 'a');
const QByteArray kConfig(64, 'b');

QByteArray manifestOf(const QByteArray& digest, int size = 4)
{
    return R"({"schemaVersion":2,"config":{"digest":"sha256:)" + kConfig +
           R"(","size":1},"layers":[{"mediaType":"application/vnd.ollama.image.license","digest":"sha256:0","size":1},)"
           R"({"mediaType":"application/vnd.ollama.image.model","digest":")" +
           digest + R"(","size":)" + QByteArray::number(size) + "}]}";
}

} // namespace

void LocalModelsTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_environment = {{"HOME", m_home->path().toStdString()}};
    m_stop = false;
}

void LocalModelsTest::put(const QString& path, const QByteArray& content)
{
    const QString file = m_home->filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
}

void LocalModelsTest::link(const QString& target, const QString& path)
{
    const QString file = m_home->filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(file).path()) && QFile::link(target, file));
}

void LocalModelsTest::ollama(const QString& name, const QByteArray& manifest)
{
    put(".ollama/models/manifests/" + name, manifest);
    put(".ollama/models/blobs/sha256-" + kModel);
    put(".ollama/models/blobs/sha256-" + kConfig, R"({"model_format":"gguf","file_type":"Q4_0"})");
}

std::vector<hub::LocalModel> LocalModelsTest::find()
{
    const hub::Environment get = [&](const char* name) {
        const auto found = m_environment.find(name);
        return found == m_environment.end() ? nullptr : found->second.c_str();
    };
    auto places = hub::knownPlaces(get, hub::Settings::fromEnvironment(get));
    std::erase_if(places, [&](const hub::Place& place) { // what this machine really has is not of the test
        return place.folder.string().rfind(m_home->path().toStdString(), 0) != 0;
    });
    return hub::findModels(places, m_stop);
}

void LocalModelsTest::apps_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("setting"); // NAME=value or file:content; $ is the home folder
    QTest::addColumn<QString>("shown");   // source, name, quantization
    const auto row = [](const char* name, const char* file, const char* setting, const char* shown) {
        QTest::newRow(name) << file << setting << shown;
    };
    row("LM Studio", ".lmstudio/models/pub/Tiny-GGUF/tiny-Q4_K_M.gguf", "", "LM Studio|pub/Tiny-GGUF|Q4_K_M");
    row("LM Studio, older", ".cache/lm-studio/models/pub/Tiny/tiny-Q8_0.gguf", "", "LM Studio|pub/Tiny|Q8_0");
    row("LM Studio, moved", "disk/pub/T/t.gguf", ".lmstudio/settings.json:{\"downloadsFolder\":\"$/disk\"}",
        "LM Studio|pub/T|");
    row("LM Studio, other home", "studio/models/pub/T/t.gguf", ".lmstudio-home-pointer:$/studio", "LM Studio|pub/T|");
    row("LM Studio, damaged settings", ".lmstudio/models/p/T/t.gguf", ".lmstudio/settings.json:{{{", "LM Studio|p/T|");
    row("GPT4All", ".local/share/nomic.ai/GPT4All/Llama-3.Q4_0.gguf", "", "GPT4All|Llama-3.Q4_0|Q4_0");
    row("GPT4All, moved", "g/x.Q4_0.gguf", ".config/nomic.ai/GPT4All.ini:[General]\nmodelPath=$/g\n",
        "GPT4All|x.Q4_0|Q4_0");
    row("Jan", ".local/share/Jan/data/llamacpp/models/jan-nano/model.gguf", "", "Jan|jan-nano|");
    row("Jan, older", ".local/share/Jan/data/models/tiny/tiny-Q6_K.gguf", "", "Jan|tiny|Q6_K");
    row("Jan, moved", "j/llamacpp/models/a/model.gguf", ".config/Jan/settings.json:{\"data_folder\":\"$/j\"}",
        "Jan|a|");
    row("llama.cpp", ".cache/llama.cpp/ggml-org_tiny-IQ4_XS.gguf", "", "llama.cpp|ggml-org_tiny-IQ4_XS|IQ4_XS");
    row("llama.cpp, moved", "l/a.gguf", "LLAMA_CACHE=$/l", "llama.cpp|a|");
    row("Hugging Face",
        ".cache/huggingface/hub/models--o--n/snapshots/0123456789abcdef0123456789abcdef01234567/a-Q2_K.gguf", "",
        "Hugging Face|o/n|Q2_K");
    row("Hugging Face, moved", "h/models--o--n/snapshots/0123456789abcdef0123456789abcdef01234567/sub/a.gguf",
        "HF_HUB_CACHE=$/h", "Hugging Face|o/n|");
}

void LocalModelsTest::apps()
{
    QFETCH(QString, file);
    QFETCH(QString, setting);
    QFETCH(QString, shown);
    put(file);
    setting.replace("$", m_home->path());
    const bool isFile = setting.startsWith('.');
    if (isFile)
        put(setting.section(':', 0, 0), setting.section(':', 1).toUtf8());
    else if (!setting.isEmpty())
        m_environment[setting.section('=', 0, 0).toStdString()] = setting.section('=', 1).toStdString();
    const auto models = find();
    QCOMPARE(models.size(), std::size_t(1));
    const auto& model = models[0];
    QCOMPARE(QString::fromStdString(std::string(hub::sourceName(model.source)) + "|" + model.name + "|" +
                                    model.quantization),
             shown);
    QCOMPARE(QString::fromStdString(model.path.string()), m_home->filePath(file));
    QCOMPARE(model.bytes, std::uint64_t(4));
    QVERIFY(model.missing.empty());
}

void LocalModelsTest::missing_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("says"); // empty: it is whole
    QTest::newRow("all parts") << "split"
                               << "";
    QTest::newRow("a part") << "split -2"
                            << "1 of its 3 parts is not there";
    QTest::newRow("the first part") << "split -1"
                                    << "1 of its 3 parts is not there";
    QTest::newRow("folder") << "folder"
                            << "";
    QTest::newRow("a shard") << "folder -2"
                             << "1 of its 2 files with weights is not there";
    QTest::newRow("link to nothing") << "link"
                                     << "link to nothing";
    QTest::newRow("Ollama") << "ollama"
                            << "";
    QTest::newRow("Ollama without its blob") << "ollama gone"
                                             << "is not there";
    QTest::newRow("Ollama's blob too short") << "ollama short"
                                             << "is not whole";
}

void LocalModelsTest::missing()
{
    QFETCH(QString, kind);
    QFETCH(QString, says);
    const QString base = ".lmstudio/models/p/m/";
    const int without = -kind.section(' ', 1, 1).toInt();
    if (kind.startsWith("split"))
        for (int i = 1; i <= 3; ++i)
            i == without ? void() : put(base + QString("m-Q4_0-0000%1-of-00003.gguf").arg(i));
    if (kind.startsWith("folder")) {
        put(base + "config.json");
        for (int i = 1; i <= 2; ++i)
            i == without ? void() : put(base + QString("model-0000%1-of-00002.safetensors").arg(i));
    }
    if (kind == "link")
        link("../../blobs/gone",
             ".cache/huggingface/hub/models--o--n/snapshots/0123456789abcdef0123456789abcdef01234567/a.gguf");
    if (kind.startsWith("ollama"))
        ollama("registry.ollama.ai/library/llama3/8b",
               manifestOf("sha256:" + kModel, kind.endsWith("short") ? 400 : 4));
    if (kind == "ollama gone")
        QVERIFY(QFile::remove(m_home->filePath(".ollama/models/blobs/sha256-" + kModel)));
    const auto models = find();
    QCOMPARE(models.size(), std::size_t(1));
    QVERIFY2(says.isEmpty() == models[0].missing.empty(), models[0].missing.c_str());
    QVERIFY2(models[0].missing.find(says.toStdString()) != std::string::npos, models[0].missing.c_str());
    if (kind == "ollama") {
        QCOMPARE(models[0].name, std::string("llama3:8b"));
        QCOMPARE(models[0].quantization, std::string("Q4_0"));
        QCOMPARE(QString::fromStdString(models[0].path.string()),
                 m_home->filePath(".ollama/models/blobs/sha256-" + kModel));
    }
}

void LocalModelsTest::oneFileTwoNames()
{
    put(".cache/huggingface/hub/models--o--n/snapshots/0123456789abcdef0123456789abcdef01234567/a.gguf");
    link(m_home->filePath(
             ".cache/huggingface/hub/models--o--n/snapshots/0123456789abcdef0123456789abcdef01234567/a.gguf"),
         ".lmstudio/models/o/n/a.gguf");
    const auto models = find();
    QCOMPARE(models.size(), std::size_t(1));
    QVERIFY(models[0].source == hub::Source::HuggingFace);
}

void LocalModelsTest::circleOfLinks()
{
    put(".lmstudio/models/p/m/a.gguf");
    link(m_home->filePath(".lmstudio/models"), ".lmstudio/models/p/m/up");
    QCOMPARE(find().size(), std::size_t(1));
}

void LocalModelsTest::stops()
{
    put(".lmstudio/models/p/m/a.gguf");
    m_stop = true;
    QVERIFY_EXCEPTION_THROWN(find(), engine::Error);
}

void LocalModelsTest::nothingIsWritten()
{
    put(".lmstudio/models/p/m/a.gguf");
    ollama("registry.ollama.ai/me/mine/latest", manifestOf("sha256:" + kModel));
    const auto state = [&] {
        QStringList entries;
        for (QDirIterator it(m_home->path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                             QDirIterator::Subdirectories);
             it.hasNext();) {
            it.next();
            entries += it.filePath() + " " + it.fileInfo().lastModified().toString(Qt::ISODateWithMs) + " " +
                       QString::number(it.fileInfo().size());
        }
        entries.sort();
        return entries;
    };
    const QStringList before = state();
    const auto models = find();
    QCOMPARE(models.size(), std::size_t(2));
    QCOMPARE(models[0].name, std::string("me/mine:latest"));
    QCOMPARE(state(), before);
}

void LocalModelsTest::hostileManifests_data()
{
    QTest::addColumn<QByteArray>("manifest");
    QTest::newRow("path for a digest") << manifestOf("sha256:../../../../etc/passwd");
    QTest::newRow("upper case") << manifestOf("sha256:" + QByteArray(64, 'A'));
    QTest::newRow("other algorithm") << manifestOf("md5:" + QByteArray(64, 'a'));
    QTest::newRow("not JSON") << QByteArray("<html>");
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("layers no list") << QByteArray(R"({"layers": {"a": 1}})");
    QTest::newRow("layers of numbers") << QByteArray(R"({"layers": [1, null, "x"]})");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("empty") << QByteArray();
}

void LocalModelsTest::hostileManifests()
{
    QFETCH(QByteArray, manifest);
    ollama("registry.ollama.ai/library/x/latest", manifest);
    QVERIFY(find().empty());
}

QTEST_GUILESS_MAIN(LocalModelsTest)
#include "tst_local_models.moc"
