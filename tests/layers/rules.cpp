// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layers/rules.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <vector>

namespace layers
{
namespace
{

// One row of the table. The row with the longest matching folder decides about a file.
struct Row {
    QString folder;
    QStringList own;     // folders of ours that it may include
    QStringList modules; // Qt modules that it may include
    QStringList system;  // other libraries: the beginning of the include
};

const std::vector<Row>& table()
{
    const QStringList posix = {"sys/", "unistd.h", "fcntl.h", "pthread.h", "sched.h"};
    const QStringList simd = {"hwy/", "immintrin.h"};
    const QStringList cuda = {"cuda", "cublas", "mma.h"};
    const QStringList engine = posix + QStringList{"sentencepiece", "pcre2.h", "nlohmann/"};
    const QStringList storage = posix + QStringList{"SQLiteCpp/", "sqlite3.h"};
    const QStringList ui = {"QtCore", "QtQml", "QtQmlIntegration", "QtNetwork"};
    const QStringList drawing = ui + QStringList{"QtGui", "QtQuick"};
    static const std::vector<Row> rows = {
        {"kernels/", {"kernels/"}, {}, posix + QStringList{"immintrin.h"}}, // the pool's pause
        {"kernels/reference/", {"kernels/"}, {}, {}},                       // plain loops: the meaning of an op
        {"kernels/cpu/", {"kernels/"}, {}, posix + simd},
        {"kernels/cuda/", {"kernels/"}, {}, posix + cuda + QStringList{"dlfcn.h", "nvml"}},
        {"engine/", {"kernels/", "engine/"}, {}, engine},
        {"engine/files/digest", {"engine/files/", "engine/error.h"}, {}, {"openssl/"}}, // hashes
        {"engine/hub/",
         {"engine/hub/", "engine/files/", "engine/error.h"},
         {},
         posix + QStringList{"nlohmann/", "curl/", "openssl/", "arpa/inet.h", "netinet/in.h"}},
        {"storage/", {"storage/"}, {}, storage},
        {"storage/exchange/", {"storage/"}, {}, posix + QStringList{"nlohmann/"}}, // files, and no SQL
        {"ui/", {"ui/", "engine/", "storage/"}, ui, {}},
        {"ui/chat/", {"ui/", "engine/", "storage/"}, ui, {"md4c.h"}},
        {"ui/chat/inline_formatter", {"ui/"}, drawing, {}}, // these two colour a text document
        {"ui/chat/code_formatter", {"ui/"}, drawing, {}},
        {"ui/chat/clipboard", {"ui/"}, drawing, {}},
        {"ui/live/", {"ui/", "engine/", "storage/"}, drawing, {}},
        {"qml/", {"qml/", "ui/"}, drawing, {}}, // small items that QML cannot draw itself
        {"app/", {"app/", "ui/", "engine/", "storage/", "kernels/"}, {"*"}, posix + QStringList{"CLI/", "nlohmann/"}},
        {"app/cli/", {"app/cli/", "engine/", "storage/", "kernels/"}, {}, posix + QStringList{"CLI/", "nlohmann/"}},
    };
    return rows;
}

const Row* rowFor(const QString& path)
{
    const Row* best = nullptr;
    for (const Row& row : table())
        if (path.startsWith(row.folder) && (!best || row.folder.size() > best->folder.size()))
            best = &row;
    return best;
}

bool isStandardHeader(const QString& include)
{
    // C++ headers have no dot; C's own are these.
    static const QStringList c = {"assert.h", "errno.h",  "float.h", "limits.h", "math.h",   "signal.h", "stdbool.h",
                                  "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "time.h"};
    static const QRegularExpression cxx("^[a-z0-9_]+$");
    return c.contains(include) || cxx.match(include).hasMatch();
}

QString qtModule(const QString& include) // "QtCore" for <QString> and <QtCore/QString>; empty if Qt has no such header
{
    if (include.startsWith("Qt") && include.contains('/'))
        return include.section('/', 0, 0);
    if (!include.startsWith('Q') && !include.startsWith('q'))
        return {};
    const QDir headers(QStringLiteral(QT_HEADERS));
    for (const QString& module : headers.entryList({"Qt*"}, QDir::Dirs))
        if (QFileInfo::exists(headers.filePath(module + '/' + include)))
            return module;
    return {};
}

bool beginsWithOneOf(const QString& text, const QStringList& beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(), [&](const QString& b) { return text.startsWith(b); });
}

bool isOurs(const QString& include)
{
    return beginsWithOneOf(include, {"kernels/", "engine/", "storage/", "ui/", "app/", "qml/", "tests/", "resources/"});
}

QString includeProblem(const QString& path, const Row& row, const QString& include, bool quoted)
{
    if (isOurs(include))
        return beginsWithOneOf(include, row.own) ? QString() : path + " may not include " + include;
    if (const QString module = qtModule(include); !module.isEmpty())
        return row.modules.contains(module) || row.modules.contains("*")
                   ? QString()
                   : path + " may not use " + module + " (" + include + ")";
    if (isStandardHeader(include) || beginsWithOneOf(include, row.system) || (quoted && include.endsWith(".moc")))
        return {};
    return path + (quoted ? " includes " + include + ", which is not spelled from the repository root"
                          : " may not use the library of " + include);
}

QStringList cppProblems(const QString& path, const QString& text)
{
    QStringList problems;
    const Row* row = rowFor(path);
    static const QRegularExpression pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])",
                                            QRegularExpression::MultilineOption);
    for (auto match = pattern.globalMatch(text); row && match.hasNext();) {
        const auto include = match.next();
        if (const QString problem = includeProblem(path, *row, include.captured(2), include.captured(1) == "\"");
            !problem.isEmpty())
            problems += problem;
    }
    return problems;
}

// A feature may import the foundations, these only those before them, and nothing draws on a neighbour feature.
QString importProblem(const QString& path, const QString& import)
{
    static const QStringList foundations = {"Theme", "Style", "Parts"};
    const QString feature = path.section('/', 1, 1);
    if (!import.startsWith("Fettle."))
        return beginsWithOneOf(import, {"QtQuick", "QtQml", "QtCore", "Qt.labs."}) ||
                       (import == "QtCharts" && feature == "Parts")
                   ? QString()
                   : path + " may not import " + import;
    const QString target = import.section('.', 1, 1);
    const bool foundation = foundations.contains(feature);
    const bool allowed =
        target == feature ||
        (foundation ? foundations.indexOf(target) >= 0 && foundations.indexOf(target) < foundations.indexOf(feature)
                    : foundations.contains(target) || feature == "Shell") ||
        (target == "Ui" && feature != "Theme" && feature != "Style");
    return allowed ? QString() : path + " may not import " + import;
}

QStringList qmlProblems(const QString& path, const QString& text)
{
    QStringList problems;
    static const QRegularExpression pattern(R"(^\s*import\s+(\S+))", QRegularExpression::MultilineOption);
    for (auto match = pattern.globalMatch(text); path.startsWith("qml/") && match.hasNext();)
        if (const QString problem = importProblem(path, match.next().captured(1)); !problem.isEmpty())
            problems += problem;
    return problems;
}

} // namespace

QStringList violations(const QString& path, const QString& text)
{
    QStringList problems;
    const QString suffix = QFileInfo(path).suffix();
    const QStringList lines = text.split('\n');
    const QString head = QStringList(lines.mid(0, 4)).join('\n');
    static const QStringList code = {"h", "hpp", "cpp", "cu", "cuh", "qml", "js", "py", "cmake", "sh"};
    const bool checked = code.contains(suffix) || path.endsWith("CMakeLists.txt") || head.startsWith("#!");

    if (checked && !head.contains("SPDX-License-Identifier: GPL-3.0-or-later"))
        problems += path + " lacks the SPDX line";
    const bool data = head.contains("Generated", Qt::CaseInsensitive) || head.contains("Table", Qt::CaseInsensitive);
    const qsizetype limit = suffix == "qml" ? 200 : 600;
    if (checked && lines.size() > limit + 1 && !data)
        problems += path + QString(" has %1 lines; at most %2 are meant to be").arg(lines.size() - 1).arg(limit);
    static const QRegularExpression drawer("(^|/)(common|utils?|helpers?|misc|shared)/");
    if (drawer.match(path).hasMatch())
        problems += path + " lies in a folder without a subject";
    if (QStringList{"h", "hpp", "cpp", "cu", "cuh"}.contains(suffix))
        problems += cppProblems(path, text);
    if (suffix == "qml")
        problems += qmlProblems(path, text);
    return problems;
}

} // namespace layers
