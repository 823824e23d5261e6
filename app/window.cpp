// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include <QFont>
#include <QGuiApplication>
#include <QIcon>
#include <QLocale>
#include <QQuickStyle>

namespace app
{

void Window::prepare()
{
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Noto Sans"),
                      QStringLiteral("DejaVu Sans")});
    QGuiApplication::setFont(font);
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/fettle-256.png")));
    QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering); // crisp also at 125 %
    QQuickStyle::setStyle(QStringLiteral("Fettle.Style"));
    QQuickStyle::setFallbackStyle(QStringLiteral("Basic"));
}

Window::Window(ui::Workspace& workspace, bool reducedMotion) : m_workspace(workspace)
{
    const ui::AppSettings* settings = workspace.settings();
    speak(settings->language());
    QObject::connect(settings, &ui::AppSettings::languageChanged, &m_engine,
                     [this, settings] { speak(settings->language()); });

    m_engine.setNetworkAccessManagerFactory(&m_noNetwork);
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml")); // a default only from Qt 6.5 on
    m_engine.setInitialProperties({{QStringLiteral("workspace"), QVariant::fromValue(&workspace)},
                                   {QStringLiteral("reducedMotion"), reducedMotion}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Fettle/Shell/Main.qml")));
}

QQuickWindow* Window::quickWindow() const
{
    return m_engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(m_engine.rootObjects().first());
}

void Window::raise() const
{
    if (QQuickWindow* window = quickWindow()) {
        window->show();
        window->raise();
        window->requestActivate();
    }
}

void Window::speak(const QString& language)
{
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    QCoreApplication::removeTranslator(&m_translator);
    if (m_translator.load(locale, QStringLiteral("fettle"), QStringLiteral("_"), QStringLiteral(":/i18n"))) {
        QCoreApplication::installTranslator(&m_translator);
    }
    m_workspace.presets()->retranslate();
    m_workspace.modelSearch()->retranslate();
    m_workspace.lab()->setup()->axes()->retranslate();
    m_workspace.lab()->report()->retranslate();
    m_engine.retranslate();
}

} // namespace app
