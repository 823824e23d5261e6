// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Chat/line_spacing.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <cmath>

namespace qml
{

void LineSpacing::setDocument(QQuickTextDocument* document)
{
    if (m_document == document || !document) {
        return;
    }
    m_document = document;
    document->textDocument()->setUndoRedoEnabled(false);
    connect(document->textDocument(), &QTextDocument::contentsChanged, this, &LineSpacing::apply);
    emit documentChanged();
    apply();
}

void LineSpacing::setHeight(double height)
{
    if (m_height == height) {
        return;
    }
    m_height = height;
    emit heightChanged();
    apply();
    measure();
}

void LineSpacing::setPixelSize(int size)
{
    if (m_pixelSize == size) {
        return;
    }
    m_pixelSize = size;
    emit pixelSizeChanged();
    measure();
}

void LineSpacing::measure()
{
    if (m_pixelSize <= 0 || m_height <= 0) {
        return;
    }
    QFont font = QGuiApplication::font();
    font.setPixelSize(m_pixelSize);
    const double rise = std::floor((m_height - QFontMetricsF(font).height()) / 2);
    if (rise == m_rise) {
        return;
    }
    m_rise = rise;
    emit riseChanged();
}

void LineSpacing::apply()
{
    if (!m_document || m_height <= 0 || m_applying) {
        return;
    }
    QTextDocument* text = m_document->textDocument();
    const auto isSet = [this](const QTextBlock& block) { return block.blockFormat().lineHeight() == m_height; };
    if (isSet(text->firstBlock()) && isSet(text->lastBlock())) {
        return; // a new text has none; a change of formats keeps it
    }
    m_applying = true;
    QTextBlockFormat format;
    format.setLineHeight(m_height, QTextBlockFormat::FixedHeight);
    QTextCursor cursor(text);
    cursor.select(QTextCursor::Document);
    cursor.mergeBlockFormat(format);
    m_applying = false;
}

} // namespace qml
