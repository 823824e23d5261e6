// SPDX-License-Identifier: GPL-3.0-or-later
// On a real (pseudo) terminal, escape sequences of a model or a file do not reach it; through a pipe, text stays exact.
#include "tests/app/command_line.h"

#include <QTemporaryDir>

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{

// stdout of the command on a terminal; stderr is dropped, since progress is drawn there.
QByteArray onTerminal(const QString& program, const QStringList& arguments)
{
    std::vector<QByteArray> words = {program.toUtf8()};
    for (const QString& argument : arguments)
        words.push_back(argument.toUtf8());
    std::vector<char*> pointers;
    for (QByteArray& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);

    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
        ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    QByteArray text;
    char buffer[4096];
    for (ssize_t count; (count = ::read(terminal, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<qsizetype>(count));
    ::close(terminal);
    ::waitpid(child, nullptr, 0);
    return text;
}

} // namespace

class CliTerminalTest : public QObject
{
    Q_OBJECT

private slots:
    void escapesStayText();
};

void CliTerminalTest::escapesStayText()
{
    QTemporaryDir folder;
    const QByteArray evil = "\x1B]0;owned\x07\x1B[2J";
    support::GgufBuilder file = support::tinyLlama();
    file.string("general.name", evil.toStdString()).string("tokenizer.chat_template", evil.toStdString());
    const QString model = support::writeFile(folder.filePath("evil.gguf"), file.bytes());

    const QByteArray info = onTerminal(support::cliPath(), {"info", model});
    QVERIFY(info.contains("␛]0;owned␇"));
    QVERIFY(!info.contains('\x1B') && !info.contains('\x07'));
    const QStringList complete = {"complete", "-m", model, "-p", QString::fromUtf8(evil), "-n", "1", "--temp", "0"};
    const QByteArray shown = onTerminal(support::cliPath(), complete);
    QVERIFY(shown.contains("␛]0;owned␇"));
    QVERIFY(!shown.contains('\x1B'));
    QVERIFY(support::runCli(complete).out.startsWith(evil)); // a pipe gets what was said
}

QTEST_GUILESS_MAIN(CliTerminalTest)
#include "tst_cli_terminal.moc"
