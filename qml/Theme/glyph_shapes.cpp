// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Theme/glyph_shapes.h"

#include <QHash>
#include <QStringList>

namespace qml
{
namespace
{

// M x y, L x y, C (three points), Z as in SVG, absolute; O cx cy r is a circle, R x y w h r a rounded rectangle.
const QHash<QString, const char*>& drawings()
{
    static const QHash<QString, const char*> table = {
        {"plus", "M 12 5 L 12 19 M 5 12 L 19 12"},
        {"search", "O 11 11 6.5 M 16 16 L 20.5 20.5"},
        {"close", "M 6 6 L 18 18 M 18 6 L 6 18"},
        {"pencil", "M 4 20 L 4.8 16 L 16.5 4.3 C 17.2 3.6 18.3 3.6 19 4.3 L 19.7 5 C 20.4 5.7 20.4 6.8 19.7 7.5 L 8 "
                   "19.2 Z M 14.5 6.5 L 17.5 9.5"},
        {"trash", "M 4.5 6.5 L 19.5 6.5 M 9 6.5 L 9 4 L 15 4 L 15 6.5 M 6.5 6.5 L 7.3 20 L 16.7 20 L 17.5 6.5 M 10.2 "
                  "10.5 L 10.4 16 M 13.8 10.5 L 13.6 16"},
        {"sidebar", "R 3.5 4.5 17 15 3 M 9.5 4.5 L 9.5 19.5"},
        {"panel", "R 3.5 4.5 17 15 3 M 14.5 4.5 L 14.5 19.5"},
        {"chat", "M 6.5 4.5 L 17.5 4.5 C 19.2 4.5 20.5 5.8 20.5 7.5 L 20.5 13.5 C 20.5 15.2 19.2 16.5 17.5 16.5 L 11.5 "
                 "16.5 L 7 20.3 L 7 16.5 "
                 "L 6.5 16.5 C 4.8 16.5 3.5 15.2 3.5 13.5 L 3.5 7.5 C 3.5 5.8 4.8 4.5 6.5 4.5 Z"},
        {"cube",
         "M 12 3.3 L 20 7.6 L 20 16.4 L 12 20.7 L 4 16.4 L 4 7.6 Z M 4.2 7.7 L 12 12 L 19.8 7.7 M 12 12 L 12 20.5"},
        {"tune", "M 7.5 3.5 L 7.5 9.5 C 7.5 12 9.5 14 12 14 C 14.5 14 16.5 12 16.5 9.5 L 16.5 3.5 M 12 14 L 12 20.5"},
        {"sliders",
         "M 4 7.5 L 12.5 7.5 M 17.5 7.5 L 20 7.5 O 15 7.5 2.4 M 4 16.5 L 6.5 16.5 M 11.5 16.5 L 20 16.5 O 9 16.5 2.4"},
        {"send", "M 12 19.5 L 12 5 M 5.8 11 L 12 4.8 L 18.2 11"},
        {"stop", "R 7 7 10 10 1.6"},
        {"copy",
         "R 8.5 8.5 11.5 11.5 2.4 M 15.5 8.5 L 15.5 6.4 C 15.5 5.1 14.4 4 13.1 4 L 6.4 4 C 5.1 4 4 5.1 4 6.4 L 4 13.1 "
         "C 4 14.4 5.1 15.5 6.4 15.5 L 8.5 15.5"},
        {"check", "M 5 12.5 L 10 17.5 L 19.5 7"},
        {"refresh", "M 19.5 12 C 19.5 16.1 16.1 19.5 12 19.5 C 7.9 19.5 4.5 16.1 4.5 12 C 4.5 7.9 7.9 4.5 12 4.5 C "
                    "14.7 4.5 17 5.9 18.4 8 "
                    "M 19 3.8 L 19 8.4 L 14.4 8.4"},
        {"down", "M 12 4.5 L 12 19 M 5.8 13 L 12 19.2 L 18.2 13"},
        {"chevronDown", "M 6.5 9.5 L 12 15 L 17.5 9.5"},
        {"chevronUp", "M 6.5 14.5 L 12 9 L 17.5 14.5"},
        {"chevronLeft", "M 14.5 6.5 L 9 12 L 14.5 17.5"},
        {"branch", "O 7 5.8 2.3 O 7 18.2 2.3 O 17 8.6 2.3 M 7 8.1 L 7 15.9 M 17 10.9 C 17 13.6 14.5 14 11 14 C 8.6 14 "
                   "7 14.4 7 15.9"},
        {"pause", "M 8.5 5.5 L 8.5 18.5 M 15.5 5.5 L 15.5 18.5"},
        {"flask",
         "M 9 3.5 L 15 3.5 M 10 3.5 L 10 9.5 L 4.9 18 C 4.2 19.2 5 20.5 6.3 20.5 L 17.7 20.5 C 19 20.5 19.8 19.2 "
         "19.1 18 L 14 9.5 L 14 3.5 M 7.2 14.5 L 16.8 14.5"},
        {"play", "M 7.5 5 L 18.5 12 L 7.5 19 Z"},
        {"chevronRight", "M 9.5 6.5 L 15 12 L 9.5 17.5"},
        {"eject", "M 12 5 L 19 13.5 L 5 13.5 Z M 5.5 18.5 L 18.5 18.5"},
        {"folder", "M 3.5 7.5 C 3.5 6.1 4.6 5 6 5 L 9.3 5 L 11.6 7.5 L 18 7.5 C 19.4 7.5 20.5 8.6 20.5 10 L 20.5 16.5 "
                   "C 20.5 17.9 19.4 19 18 19 "
                   "L 6 19 C 4.6 19 3.5 17.9 3.5 16.5 Z"},
        {"warning", "M 12 4 L 21 19.5 L 3 19.5 Z M 12 10 L 12 14 M 12 16.9 L 12 17"},
        {"info", "O 12 12 8.5 M 12 11.2 L 12 16 M 12 8 L 12 8.1"},
        {"keyboard", "R 2.5 6 19 12 2.6 M 6.5 10 L 6.6 10 M 10.2 10 L 10.3 10 M 13.8 10 L 13.9 10 M 17.4 10 L 17.5 10 "
                     "M 8 14.2 L 16 14.2"},
        {"pulse", "M 3 12.5 L 7.5 12.5 L 10.2 5 L 14 19 L 16.6 12.5 L 21 12.5"},
        {"chip", "R 6.5 6.5 11 11 2 R 10 10 4 4 0.6 M 9.5 6.5 L 9.5 3.5 M 14.5 6.5 L 14.5 3.5 M 9.5 20.5 L 9.5 17.5 M "
                 "14.5 20.5 L 14.5 17.5 "
                 "M 3.5 9.5 L 6.5 9.5 M 3.5 14.5 L 6.5 14.5 M 17.5 9.5 L 20.5 9.5 M 17.5 14.5 L 20.5 14.5"},
        {"memory", "R 2.5 7.5 19 9 1.8 M 6.5 11 L 6.5 13 M 10.2 11 L 10.2 13 M 13.8 11 L 13.8 13 M 17.5 11 L 17.5 13 M "
                   "6 16.5 L 6 19 M 18 16.5 L 18 19"},
        {"context", "M 4 6.5 L 20 6.5 M 4 12 L 20 12 M 4 17.5 L 13 17.5"},
        {"file", "M 6.5 3.5 L 13.5 3.5 L 18.5 8.5 L 18.5 20.5 L 6.5 20.5 C 5.9 20.5 5.5 20.1 5.5 19.5 L 5.5 4.5 C 5.5 "
                 "3.9 5.9 3.5 6.5 3.5 Z M 13.5 3.5 L 13.5 8.5 L 18.5 8.5"},
        {"clip",
         "M 19.5 11.2 L 12 18.7 C 10 20.7 6.9 20.7 5 18.7 C 3.1 16.8 3.1 13.7 5 11.8 L 12.6 4.2 C 13.9 2.9 16 2.9 "
         "17.3 4.2 C 18.6 5.5 18.6 7.6 17.3 8.9 L 9.9 16.3 C 9.2 17 8.2 17 7.5 16.3 C 6.9 15.6 6.9 14.6 7.5 14 L "
         "14.2 7.3"},
        {"undo",
         "M 8.5 4.5 L 4 9 L 8.5 13.5 M 4 9 L 14 9 C 17.3 9 20 11.5 20 14.6 C 20 17.6 17.3 19.5 14 19.5 L 9 19.5"},
        {"dots", "M 5.5 12 L 5.6 12 M 12 12 L 12.1 12 M 18.4 12 L 18.5 12"},
        {"minus", "M 6 12 L 18 12"},
        {"dot", "O 12 12 3"},
        {"markBody", "M 7 3.5 L 12.6 3.5 L 20.5 11.4 L 20.5 13.5 C 20.5 15.4 18.9 17 17 17 L 11.5 17 L 7 20.8 L 7 17 "
                     "C 5.1 17 3.5 15.4 3.5 13.5 L 3.5 7 C 3.5 5.1 5.1 3.5 7 3.5 Z"},
        {"markOffcut", "M 16.4 3.5 L 20.5 3.5 L 20.5 7.6 Z"},
    };
    return table;
}

class Words
{
public:
    explicit Words(const QString& text) : m_words(text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {}
    bool atEnd() const { return m_next >= m_words.size(); }
    QString word() { return m_words.value(m_next++); }
    qreal number() { return word().toDouble(); }
    QPointF point()
    {
        const qreal x = number();
        return {x, number()};
    }

private:
    QStringList m_words;
    qsizetype m_next = 0;
};

void addShape(QPainterPath& path, const QString& verb, Words& words)
{
    const QPointF first = verb == QLatin1String("Z") ? QPointF() : words.point();
    if (verb == QLatin1String("M")) {
        path.moveTo(first);
    } else if (verb == QLatin1String("L")) {
        path.lineTo(first);
    } else if (verb == QLatin1String("C")) {
        const QPointF second = words.point();
        path.cubicTo(first, second, words.point());
    } else if (verb == QLatin1String("Z")) {
        path.closeSubpath();
    } else if (verb == QLatin1String("O")) {
        const qreal radius = words.number();
        path.addEllipse(first, radius, radius);
    } else if (verb == QLatin1String("R")) {
        const QPointF size = words.point();
        const qreal radius = words.number();
        path.addRoundedRect(QRectF(first, QSizeF(size.x(), size.y())), radius, radius);
    }
}

} // namespace

QPainterPath glyphShape(const QString& name)
{
    QPainterPath path;
    Words words(QString::fromLatin1(drawings().value(name, "")));
    while (!words.atEnd()) {
        addShape(path, words.word(), words);
    }
    return path;
}

bool isSolidGlyph(const QString& name)
{
    return name == QLatin1String("stop") || name == QLatin1String("dot") || name.startsWith(QLatin1String("mark"));
}

} // namespace qml
