// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue of what the engine and the storage say is whole: each place that throws a sentence has a pattern, read
// from the sources themselves; and sentences come out in the other language with what fills them.
#include "ui/text/engine_sentences.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace ui;

namespace
{

// An expression of C++ that is added up to a sentence: its variants, with a mark for what is not written in it.
class Reader
{
public:
    explicit Reader(const QString& expression) : m_text(expression) {}

    // Up to the end of the expression, a comma, a closing bracket or a colon on this level.
    QStringList sum()
    {
        QStringList all{QString()};
        QStringList term{QString()};
        bool opaque = false;
        const auto close = [&] {
            QStringList joined;
            for (const QString& left : all)
                for (const QString& right : opaque ? QStringList{QString(kMark)} : term)
                    joined.append(left + right);
            all = joined;
            term = {QString()};
            opaque = false;
        };
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c == u'"') {
                const QString text = literal();
                for (QString& one : term)
                    one += text;
            } else if (c == u'\'') {
                const QString text = character();
                for (QString& one : term)
                    one += text;
            } else if (c == u'(' || c == u'[' || c == u'{') {
                const bool wraps = !opaque || m_text.first(m_at).endsWith(u"std::string");
                ++m_at;
                const QStringList inner = sum();
                skipTo(c == u'(' ? u')' : c == u'[' ? u']' : u'}');
                if (wraps) {
                    opaque = false;
                    term = inner;
                }
            } else if (c == u')' || c == u']' || c == u'}' || c == u',' || isColon()) {
                break;
            } else if (c == u'?') { // what came before is the condition
                ++m_at;
                all = {QString()};
                QStringList either = sum();
                if (isColon())
                    ++m_at;
                either += sum();
                return either;
            } else if (c == u'+') {
                ++m_at;
                close();
            } else {
                opaque = opaque || !c.isSpace();
                m_at += m_text.sliced(m_at, std::min<qsizetype>(2, m_text.size() - m_at)) == u"::" ? 2 : 1;
            }
        }
        close();
        return all;
    }

    bool atComma() const { return m_at < m_text.size() && m_text[m_at] == u','; }
    void skip() { ++m_at; }

    static constexpr char16_t kMark = 0xE000;

private:
    bool isColon() const { return m_text[m_at] == u':' && !m_text.sliced(m_at).startsWith(u"::"); }
    void skipTo(QChar bracket) // arguments that are not part of the sentence
    {
        while (m_at < m_text.size() && m_text[m_at] != bracket) {
            if (m_text[m_at] == u',' || isColon())
                ++m_at;
            sum();
        }
        ++m_at;
    }
    QString literal()
    {
        QString text;
        for (++m_at; m_text[m_at] != u'"'; ++m_at)
            text += m_text[m_at] == u'\\' ? m_text[++m_at] : m_text[m_at];
        ++m_at;
        return text;
    }
    QString character()
    {
        m_at += m_text[m_at + 1] == u'\\' ? 2 : 1;
        const QString text = m_text[m_at];
        m_at += 2;
        return text;
    }

    QString m_text;
    qsizetype m_at = 0;
};

struct Throw {
    QString place;
    QString expression; // all its arguments
};

QList<Throw> throwsOf(const QString& folder)
{
    static const QRegularExpression begin(QStringLiteral("\\bthrow\\s+(Error|engine::Error|Refused)\\s*\\("));
    QList<Throw> all;
    QDirIterator files(QStringLiteral(FETTLE_SOURCE_DIR "/") + folder, {"*.cpp", "*.h"}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(file.fileName()));
        const QString text = QString::fromUtf8(file.readAll());
        for (auto match = begin.globalMatch(text); match.hasNext();) {
            const qsizetype from = match.next().capturedEnd();
            all.append({QFileInfo(file).fileName() + ":" + QString::number(text.first(from).count(u'\n') + 1),
                        text.sliced(from)});
        }
    }
    return all;
}

QStringList sentencesOf(const Throw& one)
{
    Reader reader(one.expression);
    QStringList sentences = reader.sum();
    if (reader.atComma()) { // the first argument was the kind
        reader.skip();
        sentences = reader.sum();
    }
    return sentences;
}

// As a person would meet it.
QString sample(QString sentence)
{
    for (int number = 7; sentence.contains(QChar(Reader::kMark)); ++number)
        sentence.replace(sentence.indexOf(QChar(Reader::kMark)), 1, QStringLiteral("x%1y").arg(number));
    return sentence;
}

class Marker : public QTranslator // every pattern, in other brackets and from behind
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* text, const char*, int) const override
    {
        if (qstrcmp(context, "Engine") != 0)
            return {};
        if (qstrcmp(text, "%1 has no tensor \"%2\", so it holds no whole model.") == 0)
            return QStringLiteral("<%2 in %1>");
        return QStringLiteral("<") + QString::fromUtf8(text) + QStringLiteral(">");
    }
};

} // namespace

class TestEngineSentences : public QObject
{
    Q_OBJECT

private slots:
    void eachThrowHasAPattern_data();
    void eachThrowHasAPattern();
    void theReaderReads();
    void englishStays();
    void whatFillsThemIsCarriedOver();
};

void TestEngineSentences::eachThrowHasAPattern_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("least"); // so many sentences there are at least; else the reader has gone blind
    QTest::newRow("engine") << "engine" << 250;
    QTest::newRow("storage") << "storage" << 60;
}

void TestEngineSentences::eachThrowHasAPattern()
{
    QFETCH(QString, folder);
    QFETCH(int, least);
    // Sentences that are made elsewhere, so that these places say nothing of their own; most of them have patterns, as
    // the tests of what provokes them show.
    static const QRegularExpression passedOn(QStringLiteral("^[\\s\\x{E000}.:,]*$"));
    QStringList missing;
    int found = 0;
    for (const Throw& one : throwsOf(folder))
        for (const QString& sentence : sentencesOf(one)) {
            if (passedOn.match(sentence).hasMatch())
                continue;
            ++found;
            if (enginePattern(sample(sentence)).isEmpty())
                missing.append(one.place + " " + sample(sentence));
        }
    QVERIFY2(missing.isEmpty(), qPrintable("no pattern in ui/text/engine_catalogue.h for\n" + missing.join('\n')));
    QVERIFY2(found >= least, qPrintable(QString::number(found)));
}

void TestEngineSentences::theReaderReads()
{
    const auto read = [](const char* text) {
        return sentencesOf({{}, QString::fromUtf8(text)}).replaceInStrings(QString(QChar(Reader::kMark)), "@");
    };
    QCOMPARE(read("ErrorKind::BadFile, name + \" is \\\"odd\\\".\");"), QStringList{"@ is \"odd\"."});
    QCOMPARE(read("ErrorKind::BadFile, \"A \"\n \"B\" + std::to_string(count(a, b)) + '.');"), QStringList{"A B@."});
    QCOMPARE(read("kind, a.name() + (n == 1 ? \" one\" : \" more\") + \".\");"), (QStringList{"@ one.", "@ more."}));
    QCOMPARE(read("\"has \" + std::to_string(a >> 20) + \" MiB\");"), QStringList{"has @ MiB"});
    QCOMPARE(read("k, std::string(\"The \") + what);"), QStringList{"The @"});
}

void TestEngineSentences::englishStays()
{
    const QString sentence = QStringLiteral("a.gguf has no tensor \"x\", so it holds no whole model.");
    QCOMPARE(engineSentence(sentence), sentence);
    QCOMPARE(engineSentence(QString()), QString());
}

void TestEngineSentences::whatFillsThemIsCarriedOver()
{
    Marker marker;
    QCoreApplication::installTranslator(&marker);
    QCOMPARE(engineSentence(QStringLiteral("a %2.gguf has no tensor \"%1\", so it holds no whole model.")),
             QString("<%1 in a %2.gguf>"));
    QCOMPARE(engineSentence(QStringLiteral("b.json is empty.")), QString("b.json <is empty><.>"));
    QCOMPARE(engineSentence(QStringLiteral("b.json needs the thread.json beside it, which is empty.")),
             QString("b.json <needs the thread.json beside it, which <is empty>><.>"));
    QCOMPARE(engineSentence(QStringLiteral("Cannot open a: Permission denied. Choose another file, or check its name "
                                           "and permissions.")),
             QString("<Cannot open a: <Permission denied>. Choose another file, or check its name and permissions.>"));
    QCOMPARE(engineSentence(QStringLiteral("Nobody says this")), QString("Nobody says this"));
    QCoreApplication::removeTranslator(&marker);
}

QTEST_GUILESS_MAIN(TestEngineSentences)
#include "tst_engine_sentences.moc"
