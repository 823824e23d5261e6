// SPDX-License-Identifier: GPL-3.0-or-later
// KL divergence by its definition, from single steps of two models; the file of base predictions byte by byte.
#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/tune/divergence.h"
#include "engine/tune/multiple_choice.h"
#include "tests/app/command_line.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>
#include <cstring>

using namespace engine::tune;

namespace
{

constexpr int kWindow = 10;
constexpr int kVocabulary = 12;

using Rows = std::vector<std::vector<double>>; // log-probabilities

Rows logProbabilities(const std::shared_ptr<const engine::model::Model>& model, const Windows& windows)
{
    engine::generate::SessionOptions options;
    options.context = kWindow;
    engine::generate::Session session(model, options);
    Rows rows;
    for (std::int64_t w = 0; w < windows.count(); ++w) {
        session.clear();
        for (std::size_t i = 0; i + 1 < kWindow; ++i) {
            session.append(windows.window(w).subspan(i, 1), 1);
            if (i < kWindow / 2)
                continue;
            double total = 0;
            for (const float logit : session.logits())
                total += std::exp(static_cast<double>(logit));
            std::vector<double> row;
            for (const float logit : session.logits())
                row.push_back(static_cast<double>(logit) - std::log(total));
            rows.push_back(row);
        }
    }
    return rows;
}

double klDivergence(const std::vector<double>& p, const std::vector<double>& q)
{
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
        sum += std::exp(p[i]) * (p[i] - q[i]);
    return sum;
}

} // namespace

class DivergenceTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_base = load("base.gguf", 1);
        m_model = load("model.gguf", 1.5F);
        for (int i = 0; i < 6; ++i)
            m_text += "a cd ab b a d c abcd ab a b cd d a c b ab cd abcd a a b c d";
        m_options.context = kWindow;
    }

    void agreesWithTheDefinition()
    {
        const Windows windows(m_base->tokenizer(), m_text, m_options);
        const Rows p = logProbabilities(m_base, windows);
        const Rows q = logProbabilities(m_model, windows);
        const Divergence found = divergence(m_model, m_base, m_text, m_options, m_stop);
        QCOMPARE(found.byToken.size(), p.size());
        double sum = 0, ratio = 0;
        int same = 0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            const double expected = klDivergence(p[i], q[i]);
            sum += expected;
            QVERIFY(std::fabs(static_cast<double>(found.byToken[i]) - expected) < 1e-5); // floats of some units
            const auto window = static_cast<std::int64_t>(i) / windows.rows();
            const auto next = windows.window(window)[static_cast<std::size_t>(
                windows.firstScored() + static_cast<std::int64_t>(i) % windows.rows() + 1)];
            ratio += p[i][static_cast<std::size_t>(next)] - q[i][static_cast<std::size_t>(next)];
            same += std::max_element(p[i].begin(), p[i].end()) - p[i].begin() ==
                    std::max_element(q[i].begin(), q[i].end()) - q[i].begin();
        }
        const auto count = static_cast<double>(p.size());
        QVERIFY(sum / count > 1e-3); // the two models differ
        QVERIFY(std::fabs(found.kld / (sum / count) - 1) < 1e-4);
        QVERIFY(std::fabs(found.logRatio - ratio / count) < 1e-5);
        QVERIFY(std::fabs(found.logRatio - std::log(found.model.perplexity / found.base.perplexity)) < 1e-9);
        QCOMPARE(found.sameTop, same / count);
        QVERIFY(found.klds.values.front() <= found.klds.values[4] && found.klds.values[4] <= found.klds.values.back());
        QCOMPARE(static_cast<float>(found.klds.values.back()),
                 *std::max_element(found.byToken.begin(), found.byToken.end()));
    }

    void aModelFromItself()
    {
        const Divergence found = divergence(m_base, m_base, m_text, m_options, m_stop);
        QVERIFY(std::fabs(found.kld) < 1e-7); // log-probabilities are rounded to floats
        QCOMPARE(found.sameTop, 1.0);
        QVERIFY(std::fabs(found.model.mean - found.base.mean) < 1e-7);
    }

    void aFileGivesTheSameButForItsSteps()
    {
        const auto path = file("base.kld");
        const Perplexity written = writeBase(m_base, m_text, m_options, path, m_stop);
        const Divergence exact = divergence(m_model, m_base, m_text, m_options, m_stop);
        const Divergence found = divergence(m_model, BaseFile(path), m_options, m_stop);
        QVERIFY(std::fabs(written.mean - exact.base.mean) < 1e-7);
        QCOMPARE(found.model.perplexity, exact.model.perplexity);
        // A log-probability is off by half a step, at most 16 / 65535 / 2; a divergence adds them up weighted by p.
        QVERIFY(std::fabs(found.kld - exact.kld) < 1.3e-4);
        QVERIFY(std::fabs(found.base.mean - exact.base.mean) < 1.3e-4);
    }

    void theFileIsWhatLlamaPerplexityReads()
    {
        const Windows windows(m_base->tokenizer(), m_text, m_options);
        writeBase(m_base, m_text, m_options, file("base.kld"), m_stop);
        const QByteArray bytes = read("base.kld");
        const qsizetype row = 2 * 4 + kVocabulary * 2;
        QCOMPARE(bytes.size(),
                 20 + windows.count() * kWindow * 4 + windows.count() * (kWindow - 1 - kWindow / 2) * row);
        QCOMPARE(bytes.left(8), QByteArray("_logits_"));
        QCOMPARE(at<std::int32_t>(bytes, 8), kWindow);
        QCOMPARE(at<std::int32_t>(bytes, 12), kVocabulary);
        QCOMPARE(at<std::int32_t>(bytes, 16), static_cast<std::int32_t>(windows.count()));
        QCOMPARE(at<std::int32_t>(bytes, 20), m_base->tokenizer().bos());
        const Rows expected = logProbabilities(m_base, windows);
        const qsizetype first = 20 + windows.count() * kWindow * 4;
        for (std::size_t r = 0; r < expected.size(); ++r) {
            const qsizetype begin = first + static_cast<qsizetype>(r) * row;
            const double step = static_cast<double>(at<float>(bytes, begin));
            const double lowest = static_cast<double>(at<float>(bytes, begin + 4));
            for (int v = 0; v < kVocabulary; ++v) {
                const double value = lowest + step * at<std::uint16_t>(bytes, begin + 8 + v * 2);
                QVERIFY(std::fabs(value - expected[r][static_cast<std::size_t>(v)]) < step * 0.501 + 1e-5);
            }
        }
    }

    void damagedFilesAreRefused_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<QByteArray>("bytes");
        const auto number = [](auto value) { return QByteArray(reinterpret_cast<const char*>(&value), sizeof value); };
        QTest::newRow("another mark") << 0 << QByteArray("_logit2_");
        QTest::newRow("no window") << 16 << number(std::int32_t{0});
        QTest::newRow("more windows than bytes") << 16 << number(std::int32_t{0x7FFFFFFF});
        QTest::newRow("a negative number of windows") << 16 << number(std::int32_t{-2});
        QTest::newRow("a window of one token") << 8 << number(std::int32_t{1});
        QTest::newRow("a vocabulary that fills any memory") << 12 << number(std::int32_t{0x7FFFFFFF});
        QTest::newRow("no vocabulary") << 12 << number(std::int32_t{0});
        QTest::newRow("a token outside of the vocabulary") << 24 << number(std::int32_t{kVocabulary});
        QTest::newRow("a negative token") << 24 << number(std::int32_t{-1});
        QTest::newRow("a step that is no number") << -2 << number(std::nanf(""));
        QTest::newRow("a negative step") << -2 << number(-1.0F);
        QTest::newRow("a probability above one") << -1 << number(1.0F);
        QTest::newRow("a step that leads above one") << -2 << number(0.01F);
    }
    void damagedFilesAreRefused()
    {
        QFETCH(int, offset);
        QFETCH(QByteArray, bytes);
        const Windows windows(m_base->tokenizer(), m_text, m_options);
        writeBase(m_base, m_text, m_options, file("base.kld"), m_stop);
        QByteArray damaged = read("base.kld");
        const auto rows = static_cast<int>(20 + windows.count() * kWindow * 4);
        damaged.replace(offset == -2 ? rows : offset == -1 ? rows + 4 : offset, bytes.size(), bytes);
        write("damaged.kld", damaged);
        refuses(engine::ErrorKind::BadFile,
                [this] { divergence(m_model, BaseFile(file("damaged.kld")), m_options, m_stop); });
    }

    void truncatedFilesAreRefused()
    {
        writeBase(m_base, m_text, m_options, file("base.kld"), m_stop);
        const QByteArray whole = read("base.kld");
        for (const qsizetype length :
             {qsizetype{1}, qsizetype{7}, qsizetype{19}, qsizetype{23}, whole.size() / 2, whole.size() - 1}) {
            write("cut.kld", whole.left(length));
            refuses(engine::ErrorKind::BadFile, [this] { BaseFile(file("cut.kld")); });
        }
    }

    void anotherVocabularyIsRefused()
    {
        const auto starter = support::load(support::starterPath());
        refuses(engine::ErrorKind::BadSetting, [&] { divergence(starter, m_base, m_text, m_options, m_stop); });
        writeBase(m_base, m_text, m_options, file("base.kld"), m_stop);
        refuses(engine::ErrorKind::BadSetting,
                [&] { divergence(starter, BaseFile(file("base.kld")), m_options, m_stop); });
    }

    void protocols()
    {
        WindowOptions options{.context = kWindow, .most = 2, .protocol = Protocol::Papers};
        const Windows papers(m_base->tokenizer(), m_text, options);
        QCOMPARE(papers.count(), 2);
        QCOMPARE(papers.rows(), kWindow - 1);
        QCOMPARE(papers.window(0)[0], m_base->tokenizer().bos());
        QVERIFY(papers.window(1)[0] != m_base->tokenizer().bos());
        options.protocol = Protocol::Whole;
        QCOMPARE(Windows(m_base->tokenizer(), m_text, options).window(1)[0], m_base->tokenizer().bos());
        PerplexityOptions settings;
        settings.context = kWindow;
        settings.protocol = Protocol::Papers;
        const Perplexity found = perplexity(m_base, m_text, settings, m_stop);
        QCOMPARE(found.scored, found.windows * (kWindow - 1));
    }

    void pairedDifferences()
    {
        const std::vector<float> a{1, 2, 3, 6};
        const std::vector<float> b{0, 2, 2, 3};
        const Difference found = pairedDifference(a, b);
        QCOMPARE(found.mean, 1.25);
        // Differences 1, 0, 1, 3: variance 11/4 - 1.25^2 = 1.1875, over 3
        QVERIFY(std::fabs(found.error - std::sqrt(1.1875 / 3)) < 1e-12);
    }

    void choicesByTheDefinition()
    {
        const std::vector<ChoiceTask> tasks{{"a b", {"c d", "abcd", "a", "d d d"}, 1},
                                            {"ab cd ab", {"cd", "a b", "d", "abcd abcd"}, 0}};
        std::vector<std::size_t> best;
        engine::generate::Session session(m_base, {.context = 32});
        for (const ChoiceTask& task : tasks) {
            std::vector<double> scores;
            const auto context = m_base->tokenizer().encode(task.context);
            for (const std::string& ending : task.endings) {
                auto ids = m_base->tokenizer().encode(task.context + " " + ending);
                ids.insert(ids.begin(), m_base->tokenizer().bos());
                double sum = 0;
                session.clear();
                for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
                    session.append({&ids[i], 1}, 1);
                    if (i < context.size())
                        continue;
                    sum += static_cast<double>(session.logits()[static_cast<std::size_t>(ids[i + 1])]) -
                           logSumExp(session.logits());
                }
                scores.push_back(sum / static_cast<double>(ids.size() - 1 - context.size()));
            }
            best.push_back(static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin()));
        }
        const ChoiceScore found = scoreChoices(m_base, tasks, 1, m_stop);
        QCOMPARE(found.tasks, 2);
        for (std::size_t i = 0; i < tasks.size(); ++i)
            QCOMPARE(found.byTask[i], best[i] == tasks[i].right);
    }

    // What all endings share may be nothing, where no bos comes first; and an ending may be the beginning of another.
    void tasksWithLittleToGoBy()
    {
        auto builder = support::tinyLlama();
        builder.boolean("tokenizer.ggml.add_bos_token", false).boolean("tokenizer.ggml.add_space_prefix", false);
        const auto model = support::load(support::writeFile(m_folder.filePath("no-bos.gguf"), builder.bytes()));
        const auto first = [&](const char* text) { return model->tokenizer().encode(text).front(); };
        QVERIFY(first(" a c") != first(" c c"));
        QCOMPARE(scoreChoices(model, {{"", {"a c", "c c", "d d", "b b"}, 1}}, 1, m_stop).tasks, 1);
        QCOMPARE(model->tokenizer().encode(" a").size(), 1U);
        refuses(engine::ErrorKind::BadFile, [&] {
            scoreChoices(model, {{"", {"a", "c c", "d d", "b b"}, 1}}, 1, m_stop);
        });
        // "d" is the beginning of all others: it is likelier than they are where they go on with what is not.
        const std::vector<ChoiceTask> beginnings{{"ab", {"d", "d a", "d b", "d c"}, 0}};
        std::vector<double> scores;
        engine::generate::Session session(m_base, {.context = 32});
        const auto prefix = m_base->tokenizer().encode("ab d");
        for (const std::string& ending : beginnings[0].endings) {
            auto ids = m_base->tokenizer().encode("ab " + ending);
            ids.insert(ids.begin(), m_base->tokenizer().bos());
            session.clear();
            double sum = 0;
            for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
                session.append({&ids[i], 1}, 1);
                if (i + 1 >= prefix.size()) // the last that all share is scored in each
                    sum += static_cast<double>(session.logits()[static_cast<std::size_t>(ids[i + 1])]) -
                           logSumExp(session.logits());
            }
            scores.push_back(sum / static_cast<double>(ids.size() - prefix.size()));
        }
        const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
        const ChoiceScore found =
            scoreChoices(m_base, {{"ab", beginnings[0].endings, static_cast<std::size_t>(best)}}, 1, m_stop);
        QCOMPARE(found.right, 1);
    }

    void tasksThatAreTooLongAreNamed()
    {
        std::string context;
        for (int i = 0; i < 20'000; ++i)
            context += "a b ";
        try {
            scoreChoices(m_base, {{"a", {"a", "b", "c", "d"}, 1}, {context, {"a", "b", "c", "d"}, 1}}, 1, m_stop);
            QFAIL("was scored");
        } catch (const engine::Error& error) {
            QVERIFY2(QString(error.what()).startsWith("Task 2 cannot be scored. "), error.what());
        }
    }

    // Paired: what both answer alike says nothing of their difference.
    void answersThatChanged()
    {
        const std::vector<bool> model{true, true, false, true, false, true, true, false};
        const std::vector<bool> base{true, true, true, true, false, false, true, true};
        const Flips flips = flipsBetween(model, base);
        QCOMPARE(flips.of, 8);
        QCOMPARE(flips.gained, 1);
        QCOMPARE(flips.lost, 2);
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < model.size(); ++i) {
            const double difference = static_cast<double>(model[i]) - static_cast<double>(base[i]);
            sum += difference;
            squares += difference * difference;
        }
        QCOMPARE(flips.difference(), sum / 8);
        QVERIFY(std::abs(flips.standardError() - std::sqrt((squares - sum * sum / 8) / 7 / 8)) < 1e-12);
        QCOMPARE(flipsBetween(base, base).standardError(), 0.0);
        QCOMPARE(flipsBetween({}, {}).difference(), 0.0);
    }

    void brokenTasksAreRefused()
    {
        QCOMPARE(readChoiceTasks("c\n2\na\nb\nc\nd\r\n\n", "t").at(0).right, 2U);
        for (const char* text : {"c\n4\na\nb\nc\nd\n", "c\n\na\nb\nc\nd\n", "c\n1\na\nb\nc", "c"})
            refuses(engine::ErrorKind::BadFile, [&] { readChoiceTasks(text, "t"); });
        refuses(engine::ErrorKind::BadSetting, [&] { scoreChoices(m_base, {}, 1, m_stop); });
    }

private:
    // The tiny model with the weights of its feed-forward block multiplied.
    std::shared_ptr<const engine::model::Model> load(const char* name, float factor)
    {
        auto builder = support::tinyLlama();
        for (auto& tensor : builder.tensors)
            if (factor != 1 && tensor.name.find("norm.weight") != std::string::npos)
                for (std::size_t i = 0; i + 4 <= tensor.data.size(); i += 4)
                    std::memcpy(&tensor.data[i], &factor, 4);
        return support::load(support::writeFile(m_folder.filePath(name), builder.bytes()));
    }

    std::filesystem::path file(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QByteArray read(const char* name) const
    {
        QFile in(m_folder.filePath(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    void write(const char* name, const QByteArray& bytes) const
    {
        QFile out(m_folder.filePath(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }

    template <class T>
    static T at(const QByteArray& bytes, qsizetype offset)
    {
        T value;
        std::memcpy(&value, bytes.constData() + offset, sizeof value);
        return value;
    }

    template <class Act>
    static void refuses(engine::ErrorKind kind, Act&& act)
    {
        try {
            act();
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), kind);
            return;
        }
        QFAIL("it was taken");
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const engine::model::Model> m_base, m_model;
    std::string m_text;
    DivergenceOptions m_options;
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(DivergenceTest)
#include "tst_divergence.moc"
