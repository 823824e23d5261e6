// SPDX-License-Identifier: GPL-3.0-or-later
// The measurements under one answer, as a QML value. Milliseconds, tokens per second, bytes.
#pragma once

#include "storage/conversations.h"

#include <QMetaType>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class MessageMetrics
{
    Q_GADGET
    QML_VALUE_TYPE(messageMetrics)
    Q_PROPERTY(bool present MEMBER present FINAL)
    Q_PROPERTY(int promptTokens MEMBER promptTokens FINAL)
    Q_PROPERTY(int reusedTokens MEMBER reusedTokens FINAL)
    Q_PROPERTY(int generatedTokens MEMBER generatedTokens FINAL)
    Q_PROPERTY(double firstTokenMs MEMBER firstTokenMs FINAL)
    Q_PROPERTY(double prefillRate MEMBER prefillRate FINAL)
    Q_PROPERTY(double decodeRate MEMBER decodeRate FINAL)
    Q_PROPERTY(QString stopReason MEMBER stopReason FINAL)
    Q_PROPERTY(QString device MEMBER device FINAL)
    Q_PROPERTY(QString model MEMBER model FINAL)
    Q_PROPERTY(double peakMemoryBytes MEMBER peakMemoryBytes FINAL)
    Q_PROPERTY(double weightsBytes MEMBER weightsBytes FINAL)
    Q_PROPERTY(double cacheBytes MEMBER cacheBytes FINAL)
    Q_PROPERTY(double scratchBytes MEMBER scratchBytes FINAL)

public:
    bool present = false; // false: there is nothing to show
    int promptTokens = 0;
    int reusedTokens = 0;
    int generatedTokens = 0;
    double firstTokenMs = 0;
    double prefillRate = 0; // 0: not measured; likewise decodeRate
    double decodeRate = 0;
    QString stopReason; // "end", "stop string", "length", "context full", "stopped"
    QString device;
    QString model;
    double peakMemoryBytes = 0;
    double weightsBytes = 0;
    double cacheBytes = 0;
    double scratchBytes = 0;

    static MessageMetrics fromStored(const storage::AnswerMetrics& stored, const std::string& modelName);
};

} // namespace ui
