// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QUrl>
#include <cstdio>
#include <stdexcept>

namespace app
{
namespace
{

constexpr int kSettleMs = 250; // layouts, hover, the 150 ms of the search
constexpr int kAnswerMs = 120'000;
struct Missing : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace

Tour::Tour(ui::Workspace& workspace, QQuickWindow& window, const QString& folder)
    : m_workspace(workspace),
      m_window(window),
      m_hand(window),
      m_folder(folder)
{
}

bool Tour::run()
{
    try {
        m_workspace.settings()->setLanguage(QStringLiteral("en"));
        m_workspace.settings()->setTemperature(0); // the same answers each time
        m_window.requestActivate();
        waitForModel();
        picture(QStringLiteral("welcome"));
        conversations();
        chatPictures();
        versionPictures();
        sidebarPictures();
        folderPictures();
        attachmentPictures();
        panes();
        pages();
        modelPictures();
        tunePictures();
        labPictures();
        chinese();
    } catch (const Missing& missing) {
        m_error = QString::fromUtf8(missing.what());
        return false;
    }
    std::printf("%d pictures in %s\n", m_pictures, qUtf8Printable(m_folder.absolutePath()));
    return true;
}

void Tour::require(bool condition, const QString& sentence) const
{
    if (!condition) {
        throw Missing(sentence.toStdString());
    }
}

QQuickItem& Tour::need(const QString& objectName)
{
    QQuickItem* item = nullptr;
    Hand::waitFor([&] { return (item = m_hand.find(objectName)) != nullptr; }, 5000);
    require(item, QStringLiteral("The tour did not find \"%1\" in the window.").arg(objectName));
    return *item;
}

void Tour::waitForModel()
{
    constexpr int kLoadMs = 60'000;
    const ui::ModelLibrary* library = m_workspace.library();
    const auto settled = [library] {
        return library->state() == ui::ModelLibrary::State::Ready ||
               library->state() == ui::ModelLibrary::State::Failed;
    };
    require(Hand::waitFor(settled, kLoadMs),
            QStringLiteral("No model was loaded within a minute; the starter model may be missing."));
    require(library->state() == ui::ModelLibrary::State::Ready, library->error());
}

void Tour::ask(const QString& question)
{
    const ui::ChatSession* chat = m_workspace.chat();
    const int before = chat->messages()->count();
    m_hand.click(need(QStringLiteral("composer")));
    m_hand.type(question);
    require(Hand::waitFor([chat] { return chat->canSend(); }, 5000),
            QStringLiteral("The tour's question could not be typed."));
    m_hand.press(Qt::Key_Return);
    require(Hand::waitFor([&] { return !chat->busy() && chat->messages()->count() >= before + 2; }, kAnswerMs),
            QStringLiteral("The model did not answer \"%1\" within two minutes.").arg(question));
    Hand::pause(kSettleMs);
}

void Tour::conversations()
{
    ask(QStringLiteral("What is Fettle?"));
    m_hand.click(need(QStringLiteral("newChatButton")));
    ask(QStringLiteral("What is quantization?"));
    ask(QStringLiteral("Which keyboard shortcuts are there?"));
    picture(QStringLiteral("table"));
    ask(QStringLiteral("How do I use fettle-cli chat?"));
}

void Tour::chatPictures()
{
    picture(QStringLiteral("chat"));
    m_hand.click(need(QStringLiteral("badge")));
    picture(QStringLiteral("details"));
    m_hand.press(Qt::Key_Escape);
    m_hand.click(need(QStringLiteral("modelButton")));
    picture(QStringLiteral("model-picker"));
    m_hand.press(Qt::Key_Escape);
}

void Tour::versionPictures()
{
    m_hand.press(Qt::Key_R, Qt::ControlModifier);
    require(Hand::waitFor([this] { return m_workspace.chat()->busy(); }, 5000),
            QStringLiteral("Nothing was answered again."));
    require(Hand::waitFor([this] { return !m_workspace.chat()->busy(); }, kAnswerMs),
            QStringLiteral("The model did not answer again within two minutes."));
    Hand::pause(kSettleMs);
    m_hand.point(need(QStringLiteral("answerAgain")));
    picture(QStringLiteral("versions"));
    m_hand.click(need(QStringLiteral("olderVersion")));
    Hand::pause(kSettleMs);
    m_hand.click(need(QStringLiteral("editMessage")));
    picture(QStringLiteral("edit"));
    m_hand.press(Qt::Key_Escape);
}

void Tour::sidebarPictures()
{
    const qlonglong shown = m_workspace.conversations()->currentId();
    m_hand.point(need(QStringLiteral("conversationRow")));
    m_hand.click(need(QStringLiteral("renameButton")));
    m_hand.type(QStringLiteral("Quantization, briefly"));
    picture(QStringLiteral("rename"));
    m_hand.press(Qt::Key_Return);
    m_hand.click(need(QStringLiteral("searchField")));
    m_hand.type(QStringLiteral("quant"));
    picture(QStringLiteral("search"));
    m_hand.press(Qt::Key_Escape);
    m_hand.point(need(QStringLiteral("conversationRow")));
    m_hand.click(need(QStringLiteral("deleteButton")));
    picture(QStringLiteral("deleted"));
    m_hand.click(need(QStringLiteral("noticeAction")));
    m_workspace.conversations()->open(shown);
    Hand::pause(kSettleMs);
}

void Tour::folderPictures()
{
    ui::ConversationList* list = m_workspace.conversations();
    list->createFolder(QStringLiteral("Reading about models"), list->currentId());
    require(Hand::waitFor([list] { return list->folders().size() == 1; }, 5000), QStringLiteral("No folder was made."));
    Hand::pause(kSettleMs);
    picture(QStringLiteral("folders"));
    m_hand.click(need(QStringLiteral("exchangeButton")));
    picture(QStringLiteral("exchange-menu"));
    m_hand.press(Qt::Key_Escape);
    auto* menu = need(QStringLiteral("conversationRow")).findChild<QObject*>(QStringLiteral("conversationMenu"));
    require(menu && QMetaObject::invokeMethod(menu, "open"), QStringLiteral("A conversation has no menu."));
    Hand::pause(kSettleMs);
    picture(QStringLiteral("conversation-menu"));
    m_hand.press(Qt::Key_Escape);
}

void Tour::attachmentPictures()
{
    const QTemporaryDir files;
    QFile notes(files.filePath(QStringLiteral("notes on caches.md")));
    require(notes.open(QIODevice::WriteOnly) &&
                notes.write("# Caches\n\nKeys and values of each token are kept.\n") > 0,
            QStringLiteral("The tour could not write a file to attach."));
    notes.close();
    ui::ChatSession* chat = m_workspace.chat();
    m_hand.click(need(QStringLiteral("newChatButton")));
    chat->attachments()->add({QUrl::fromLocalFile(notes.fileName())});
    require(
        Hand::waitFor([chat] { return chat->attachments()->count() == 1 && chat->attachments()->tokens() > 0; }, 5000),
        QStringLiteral("The tour's file was not attached."));
    picture(QStringLiteral("attached"));
    ask(QStringLiteral("What is a KV cache?"));
    m_hand.click(need(QStringLiteral("attachmentHead")));
    picture(QStringLiteral("attached-unfolded"));
}

void Tour::modelPictures()
{
    ui::ModelDetails* details = m_workspace.details();
    details->open(m_workspace.library()->currentPath());
    require(Hand::waitFor([details] { return !details->busy(); }, 10'000),
            QStringLiteral("The model's page stays empty."));
    goTo(QStringLiteral("model"));
    QQuickItem& page = need(QStringLiteral("modelPage"));
    picture(QStringLiteral("model"));
    page.setProperty("contentY", page.property("contentHeight").toDouble() - page.height());
    picture(QStringLiteral("model-types"));
    goTo(QStringLiteral("chat"));
}

void Tour::tuneStep(const char* name)
{
    QQuickItem& page = need(QStringLiteral("tunePage"));
    page.setProperty("contentY", 0);
    picture(QString::fromLatin1(name));
    const double rest = page.property("contentHeight").toDouble() - page.height();
    if (rest > 0) {
        page.setProperty("contentY", rest);
        picture(QString::fromLatin1(name) + QStringLiteral("-end"));
    }
}

// From a model to what came of it, with the real engine, in a copy.
void Tour::tunePictures()
{
    constexpr int kJobMs = 300'000;
    ui::TuneRoom* room = m_workspace.tune();
    const auto settle = [room] { return Hand::waitFor([room] { return !room->previewing(); }, 20'000); };
    const auto make = [&](const QString& preset) {
        room->choice()->setPreset(preset);
        require(settle() && room->canStart(), room->obstacle());
        room->start();
        require(Hand::waitFor([room] { return !room->activity()->active(); }, kJobMs),
                QStringLiteral("The tour's model was not made."));
        require(room->activity()->state() == ui::TuneActivity::State::Done, room->activity()->error());
    };
    goTo(QStringLiteral("tune"));
    tuneStep("tune-model");
    room->choose(m_workspace.library()->currentPath());
    require(settle(), QStringLiteral("The tour's model has no preview."));
    tuneStep("tune-aim");
    room->choice()->setAim(ui::TuneChoice::Aim::FitMemory);
    settle();
    tuneStep("tune-fit");
    room->choice()->setAim(ui::TuneChoice::Aim::Own);
    room->choice()->setMethod(static_cast<int>(ui::TuneOrder::Method::Importance));
    require(settle(), QStringLiteral("The tour's model has no preview."));
    m_hand.click(need(QStringLiteral("expertSwitch")));
    tuneStep("tune-types");
    room->choice()->setPrunes(true);
    tuneStep("tune-prune");
    for (const auto& [pruning, name] : {std::pair(ui::TuneOrder::Pruning::Layers, "tune-cut-layers"),
                                        {ui::TuneOrder::Pruning::Neurons, "tune-cut-neurons"}}) {
        room->choice()->setPruning(static_cast<int>(pruning));
        tuneStep(name);
    }
    room->choice()->setPruning(static_cast<int>(ui::TuneOrder::Pruning::Magnitude));
    room->choice()->setPattern(QStringLiteral("below"));
    tuneStep("tune-prune-limit");
    room->choice()->setPattern({});
    room->choice()->setPrunes(false);
    room->choice()->setEvaluatedTokens(2048);
    make(QStringLiteral("Q8_0"));
    room->another();
    make(QStringLiteral("Q2_K"));
    room->another();
    room->choice()->setPreset(QStringLiteral("Q4_K_M"));
    room->choice()->setMethod(static_cast<int>(ui::TuneOrder::Method::Feedback));
    require(settle() && room->canStart(), room->obstacle());
    room->setStep(ui::TuneRoom::Step::Preview);
    tuneStep("tune-preview");
    room->start();
    require(Hand::waitFor(
                [room] {
                    return room->activity()->phase() == ui::TuneActivity::Phase::Quantizing &&
                           room->activity()->share() > 0.5;
                },
                kJobMs),
            QStringLiteral("The tour's job does not begin."));
    room->activity()->pause();
    Hand::waitFor([room] { return room->activity()->state() == ui::TuneActivity::State::Paused; }, kJobMs);
    tuneStep("tune-paused");
    room->activity()->resume();
    save(QStringLiteral("tune-run-light.png"), kLight);
    save(QStringLiteral("tune-run-dark.png"), kDark);
    require(Hand::waitFor([room] { return !room->activity()->active(); }, kJobMs),
            QStringLiteral("The tour's job does not end."));
    room->comparison()->ask(QStringLiteral("What is quantization?"));
    Hand::waitFor([room] { return !room->comparison()->busy(); }, kAnswerMs);
    tuneStep("tune-result");
    QQuickItem& page = need(QStringLiteral("tunePage"));
    page.setProperty("contentY", page.property("contentY").toDouble() +
                                     need(QStringLiteral("variantPlot")).mapToItem(&page, QPointF()).y() - 200);
    picture(QStringLiteral("tune-variants"));
    room->another();
    tuneStep("tune-jobs");
    goTo(QStringLiteral("chat"));
}

void Tour::panes()
{
    m_workspace.settings()->setSidebarVisible(false);
    m_workspace.settings()->setPanelVisible(false);
    picture(QStringLiteral("focused"));
    m_workspace.settings()->setSidebarVisible(true);
    m_workspace.settings()->setPanelVisible(true);
}

void Tour::pages()
{
    goTo(QStringLiteral("models"));
    need(QStringLiteral("modelsPage"));
    picture(QStringLiteral("models"));
    m_workspace.settings()->resetSampling();
    goTo(QStringLiteral("settings"));
    need(QStringLiteral("settingsPage"));
    picture(QStringLiteral("settings"));
    goTo(QStringLiteral("chat"));
    m_hand.click(need(QStringLiteral("shortcutsButton")));
    picture(QStringLiteral("shortcuts"));
    m_hand.press(Qt::Key_Escape);
}

void Tour::chinese()
{
    m_workspace.settings()->setLanguage(QStringLiteral("zh_CN"));
    m_workspace.settings()->setTemperature(0);
    m_hand.click(need(QStringLiteral("newChatButton")));
    m_hand.point(need(QStringLiteral("composer"))); // no tooltip in the picture
    picture(QStringLiteral("welcome-zh"));
    ask(QStringLiteral("什么是 KV 缓存"));
    picture(QStringLiteral("chat-zh"));
    labInChinese();
    goTo(QStringLiteral("models"));
    picture(QStringLiteral("models-zh"));
    m_workspace.details()->open(m_workspace.library()->currentPath());
    goTo(QStringLiteral("model"));
    picture(QStringLiteral("model-zh"));
    goTo(QStringLiteral("settings"));
    picture(QStringLiteral("settings-zh"));
    QQuickItem& settings = need(QStringLiteral("settingsPage"));
    settings.setProperty("contentY", settings.property("contentHeight").toDouble() - settings.height());
    picture(QStringLiteral("settings-end-zh"));
    ui::TuneRoom* room = m_workspace.tune();
    goTo(QStringLiteral("tune"));
    room->setStep(ui::TuneRoom::Step::Aim);
    room->choice()->setPrunes(true);
    room->choice()->setPattern(QStringLiteral("2:4"));
    tuneStep("tune-prune-zh");
    room->choice()->setPruning(static_cast<int>(ui::TuneOrder::Pruning::Heads));
    tuneStep("tune-cut-heads-zh");
    room->choice()->setPrunes(false);
    for (const auto& [step, name] : {std::pair(ui::TuneRoom::Step::Model, "tune-model-zh"),
                                     {ui::TuneRoom::Step::Aim, "tune-aim-zh"},
                                     {ui::TuneRoom::Step::Preview, "tune-preview-zh"},
                                     {ui::TuneRoom::Step::Run, "tune-result-zh"}}) {
        room->setStep(step);
        tuneStep(name);
    }
    goTo(QStringLiteral("chat"));
}

void Tour::goTo(const QString& page)
{
    m_window.setProperty("page", page);
    Hand::pause(kSettleMs);
}

void Tour::picture(const QString& name)
{
    Hand::pause(kSettleMs);
    save(name + QStringLiteral("-dark.png"), kDark);
    save(name + QStringLiteral("-light.png"), kLight);
}

void Tour::save(const QString& name, int theme)
{
    m_window.setProperty("themeOverride", theme);
    Hand::pause(kSettleMs);
    const QString file = m_folder.filePath(name);
    require(m_window.grabWindow().save(file), QStringLiteral("The picture %1 could not be written.").arg(file));
    ++m_pictures;
}

} // namespace app
