// SPDX-License-Identifier: GPL-3.0-or-later
// The job with a rounder: its bytes are what is written, the starter model is rounded with feedback on a text, and each
// tensor that is taken is better on the part of the text that was kept apart.
#include "engine/error.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <fstream>

using namespace engine::tune;
using engine::files::GgufFile;
using engine::files::GgufTensor;
namespace fs = std::filesystem;

namespace
{

const std::atomic<bool> kGoOn = false;

std::string bytesOf(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Writes zeros for one tensor, and says nothing about another.
class Zeros : public Rounder
{
public:
    std::string identity() const override { return "zeros"; }
    bool knows(const GgufTensor& tensor, engine::files::TensorType) const override
    {
        return tensor.name.find("ffn_down") != std::string::npos;
    }
    std::optional<GptqResult> round(const GgufTensor& tensor, const float* weights, engine::files::TensorType type,
                                    kernels::Pool&, const std::atomic<bool>&) override
    {
        ++asked;
        sum += static_cast<double>(weights[tensor.elements() - 1]);
        if (tensor.name.find("blk.1") != std::string::npos)
            return std::nullopt;
        const auto& info = engine::files::info(type);
        GptqResult result;
        result.bytes.resize(tensor.elements() / info.blockValues * info.blockBytes);
        result.accepted = true;
        return result;
    }
    int asked = 0;
    double sum = 0;
};

} // namespace

class FeedbackRounderTest : public QObject
{
    Q_OBJECT

private slots:
    void whatARounderSaysIsWritten();
    void theStarterIsRoundedWithFeedback();
    void refusesATextThatIsTooShort();

private:
    fs::path file(const char* name) const { return m_folder.filePath(name).toStdString(); }
    fs::path starter() const { return support::starterPath().toStdString(); }
    QTemporaryDir m_folder;
};

void FeedbackRounderTest::whatARounderSaysIsWritten()
{
    QuantizeOptions how;
    how.types.preset = findPreset("Q4_K_S");
    quantizeModel(starter(), file("plain.gguf"), how, {kGoOn});
    Zeros zeros;
    how.rounder = &zeros;
    const QuantizeResult result = quantizeModel(starter(), file("zeros.gguf"), how, {kGoOn});
    QCOMPARE(zeros.asked, 6);
    QVERIFY(zeros.sum != 0); // it was given the weights
    const GgufFile plain(file("plain.gguf"));
    const GgufFile rounded(file("zeros.gguf"));
    for (const GgufTensor& tensor : plain.tensors()) {
        const auto other = rounded.findTensor(tensor.name)->bytes;
        const bool isZero = std::all_of(other.begin(), other.end(), [](std::byte b) { return b == std::byte{0}; });
        const bool taken = zeros.knows(tensor, tensor.type) && tensor.name.find("blk.1") == std::string::npos;
        QCOMPARE(isZero, taken);
        QVERIFY(taken || std::equal(other.begin(), other.end(), tensor.bytes.begin(), tensor.bytes.end()));
    }
    for (const TensorReport& report : result.plan.tensors)
        if (report.rounded)
            QCOMPARE(report.relativeError, 1.0); // nothing of the tensor is left
    QCOMPARE(rounded.string("fettle.recipe").value(), "Q4_K_S --gptq");
}

void FeedbackRounderTest::theStarterIsRoundedWithFeedback()
{
    const std::string text = bytesOf(FETTLE_SOURCE_DIR "/resources/starter/corpus/models.txt");
    FeedbackOptions options;
    options.context = 256;
    options.most = 5; // 1020 tokens to round by, 255 to judge by
    options.memory = 8 << 20; // several passes over the text
    const auto rounder = feedbackRounder(starter(), text, options, kGoOn);
    QuantizeOptions how;
    how.types.preset = findPreset("Q4_K_M");
    how.rounder = rounder.get();
    how.threads = 2;
    const QuantizeResult result = quantizeModel(starter(), file("out.gguf"), how, {kGoOn});
    int rounded = 0;
    for (const TensorReport& report : result.plan.tensors) {
        const bool isMatrix = report.name.find("blk.") == 0 && report.name.find("norm") == std::string::npos;
        QCOMPARE(report.plainOutputError > 0, isMatrix);
        QCOMPARE(report.rounded, isMatrix && report.outputError < report.plainOutputError);
        rounded += report.rounded ? 1 : 0;
    }
    QVERIFY2(rounded > 30, qPrintable(QString::number(rounded))); // of 42
    QVERIFY(support::load(QString::fromStdString(file("out.gguf").string())) != nullptr);

    std::atomic<bool> stop = false; // interrupted, with another memory and other threads: the same bytes
    try {
        quantizeModel(starter(), file("again.gguf"), how, {stop}, [&](const QuantizeProgress& step) {
            if (step.finished && step.index == 3)
                stop = true;
        });
        QFAIL("was not stopped");
    } catch (const engine::Error& error) {
        QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
    }
    options.memory = std::int64_t{1} << 30;
    options.threads = 1;
    const auto second = feedbackRounder(starter(), text, options, kGoOn);
    how.rounder = second.get();
    how.threads = 1;
    const QuantizeResult rest = quantizeModel(starter(), file("again.gguf"), how, {kGoOn});
    QVERIFY(rest.plan.tensors[3].resumed && !rest.plan.tensors[4].resumed);
    QVERIFY(bytesOf(file("again.gguf")) == bytesOf(file("out.gguf")));
}

void FeedbackRounderTest::refusesATextThatIsTooShort()
{
    QVERIFY_EXCEPTION_THROWN(feedbackRounder(starter(), "A few words.", {}, kGoOn), engine::Error);
    QVERIFY_EXCEPTION_THROWN(feedbackRounder(file("absent"), "A few words.", {}, kGoOn), engine::Error);
}

QTEST_APPLESS_MAIN(FeedbackRounderTest)
#include "tst_feedback_rounder.moc"
