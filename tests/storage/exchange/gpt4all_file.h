// SPDX-License-Identifier: GPL-3.0-or-later
// Writes chats as GPT4All does, with Qt's own data stream: the judge of the reader, which knows no Qt.
#pragma once

#include <QDataStream>
#include <QIODevice>
#include <QStringList>
#include <QVariant>

#include <string>

class Gpt4AllFile
{
public:
    explicit Gpt4AllFile(qint32 version = 12, quint32 magic = 0xF5D553CC) : m_version(version)
    {
        m_out << magic << version;
        m_out.setVersion(QDataStream::Qt_6_2);
        m_out << qint64(1'735'689'600) << QString("id") << QString("Bees") << QString() << QString("bee-7b")
              << QStringList{"a collection"};
    }

    void count(int items) { m_out << items; }
    void item(const QString& label, const QString& text, bool stopped = false, bool isError = false)
    {
        if (m_version < 12)
            m_out << int(7);
        m_out << label << text << QString() << false << stopped << false << false;
        if (label == "Response: ")
            m_out << isError;
        m_out << qint64(1) << QString("c") << QString("p") << QString("f") << QString("t") << QString() << QString()
              << QString("excerpt") << int(-1) << int(2) << int(3);
        m_out << qint64(1) << QByteArray("file:///a.txt") << QByteArray("attached");
    }
    void noParts()
    {
        if (m_version >= 12)
            m_out << qint64(0);
    }
    void beginParts(qint64 parts) { m_out << parts; }
    void part(const QString& label, const QString& text) { m_out << label << text; }
    void thinkingTime(int milliseconds) { m_out << milliseconds; }
    void call()
    {
        m_out << QString("run") << qint64(2) << QString("code") << int(0) << QVariant(QString("1 + 1")) << QString("n")
              << int(2) << QVariant(3) << QString("2") << int(0) << QString();
    }
    std::string bytes() const { return m_bytes.toStdString(); }

private:
    qint32 m_version;
    QByteArray m_bytes;
    QDataStream m_out{&m_bytes, QIODevice::WriteOnly};
};
