// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one tst_*.qml offscreen with the app's style, import path and refusing network. Every warning is a failure.
#include "app/no_network.h"
#include "app/window.h"
#include "tests/qml/stage.h"

#include <QQmlEngine>
#include <QtQuickTest>
#include <QtTest>

class Setup : public QObject
{
    Q_OBJECT

public slots:
    void applicationAvailable()
    {
        app::Window::prepare();
        qmlRegisterType<tests::Stage>("Fettle.TestKit", 1, 0, "Stage");
    }
    void qmlEngineAvailable(QQmlEngine* engine)
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        engine->setNetworkAccessManagerFactory(&m_noNetwork);
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
    }

private:
    app::NoNetwork m_noNetwork;
};

QUICK_TEST_MAIN_WITH_SETUP(qml, Setup)

#include "runner.moc"
