// SPDX-License-Identifier: GPL-3.0-or-later
// What a person wants of a model, as the wizard asks for it, and the order that follows. Owned by the TuneRoom; GUI
// thread.
#pragma once

#include "ui/tune/tune_order.h"

#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class TuneChoice : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The choice belongs to the TuneRoom.")
    Q_PROPERTY(QString source READ source NOTIFY changed FINAL) // a path, "" while none is chosen
    Q_PROPERTY(QString sourceName READ sourceName NOTIFY changed FINAL)
    Q_PROPERTY(Aim aim READ aim WRITE setAim NOTIFY changed FINAL)
    Q_PROPERTY(int strength READ strength WRITE setStrength NOTIFY changed FINAL) // of Smaller and Faster: 0 mild .. 2
    Q_PROPERTY(QStringList strengths READ strengths NOTIFY changed FINAL)         // their presets
    Q_PROPERTY(bool prunes READ prunes WRITE setPrunes NOTIFY changed FINAL)      // of Own: instead of quantizing
    Q_PROPERTY(QStringList presets READ presets CONSTANT FINAL)
    Q_PROPERTY(QString preset READ preset WRITE setPreset NOTIFY changed FINAL)
    Q_PROPERTY(int method READ method WRITE setMethod NOTIFY changed FINAL) // TuneOrder::Method
    Q_PROPERTY(int pruning READ pruning WRITE setPruning NOTIFY changed FINAL)
    Q_PROPERTY(double sparsity READ sparsity WRITE setSparsity NOTIFY changed FINAL)
    Q_PROPERTY(QString pattern READ pattern WRITE setPattern NOTIFY changed
                   FINAL)                                          // "2:4", "" for a share, "below" for a limit
    Q_PROPERTY(bool truncates READ truncates NOTIFY changed FINAL) // by the limit
    Q_PROPERTY(double deviations READ deviations WRITE setDeviations NOTIFY changed FINAL) // the limit
    Q_PROPERTY(bool cuts READ cuts NOTIFY changed FINAL) // whole parts instead of single weights: heads, if not
    Q_PROPERTY(bool cutsLayers READ cutsLayers NOTIFY changed FINAL)
    Q_PROPERTY(bool cutsNeurons READ cutsNeurons NOTIFY changed FINAL)
    Q_PROPERTY(bool outliers READ outliers WRITE setOutliers NOTIFY changed FINAL)
    Q_PROPERTY(int removed READ removed WRITE setRemoved NOTIFY changed FINAL)          // layers, or groups of heads
    Q_PROPERTY(double neurons READ neurons WRITE setNeurons NOTIFY changed FINAL)       // share
    Q_PROPERTY(int folding READ folding WRITE setFolding NOTIFY changed FINAL)          // TuneOrder::Folding
    Q_PROPERTY(double megabytes READ megabytes WRITE setMegabytes NOTIFY changed FINAL) // the limit of both fits, MiB
    Q_PROPERTY(int context READ context WRITE setContext NOTIFY changed FINAL)    // tokens; 0: the engine's choice
    Q_PROPERTY(int textKind READ textKind WRITE setTextKind NOTIFY changed FINAL) // TuneOrder::Text
    Q_PROPERTY(QString textName READ textName NOTIFY changed FINAL)               // of the chosen file, or ""
    Q_PROPERTY(bool requantize READ requantize WRITE setRequantize NOTIFY changed FINAL)
    Q_PROPERTY(int evaluatedTokens READ evaluatedTokens WRITE setEvaluatedTokens NOTIFY changed FINAL)
    Q_PROPERTY(bool usesText READ usesText NOTIFY changed FINAL)
    Q_PROPERTY(bool fits READ fits NOTIFY changed FINAL)
    Q_PROPERTY(QString targetName READ targetName WRITE setTargetName NOTIFY changed FINAL)
    Q_PROPERTY(QString targetFolder READ targetFolder NOTIFY changed FINAL)
    Q_PROPERTY(QString recipe READ recipe NOTIFY changed FINAL)

public:
    enum class Aim { Smaller, Faster, FitMemory, BestAtSize, Own };
    Q_ENUM(Aim)

    explicit TuneChoice(const QString& ownFolder,
                        QObject* parent = nullptr); // for targets where the source's is not ours

    Q_INVOKABLE void chooseText(const QUrl& file);
    Q_INVOKABLE void chooseFolder(const QUrl& folder);

    void setSource(const QString& path);   // forgets the name and the types that were chosen for another one
    void setOrder(const TuneOrder& order); // as it was asked before, under a name that is free
    void setTypes(const std::map<std::string, std::string>& types);
    void setIdea(const QString& name);                    // of the new file, unless the person named it
    void suggestLimits(double fileMiB, double memoryMiB); // where none was given
    void renew();                                         // for another new file of the same model
    const TuneOrder& order() const { return m_order; }

    QString source() const { return QString::fromStdString(m_order.source); }
    QString sourceName() const;
    Aim aim() const { return m_aim; }
    int strength() const { return m_strength; }
    QStringList strengths() const;
    bool prunes() const { return m_order.kind == TuneOrder::Kind::Prune; }
    static QStringList presets();
    QString preset() const { return QString::fromStdString(m_order.preset); }
    int method() const { return static_cast<int>(m_order.method); }
    int pruning() const { return static_cast<int>(m_order.pruning); }
    double sparsity() const { return m_order.sparsity; }
    QString pattern() const;
    bool truncates() const { return m_order.truncates(); }
    double deviations() const { return m_order.deviations; }
    bool cuts() const { return m_order.cuts(); }
    bool cutsLayers() const { return m_order.pruning == TuneOrder::Pruning::Layers; }
    bool cutsNeurons() const { return m_order.pruning == TuneOrder::Pruning::Neurons; }
    bool outliers() const { return m_order.outliers; }
    int removed() const { return m_order.removed; }
    double neurons() const { return m_order.neurons; }
    int folding() const { return static_cast<int>(m_order.folding); }
    double megabytes() const { return m_aim == Aim::FitMemory ? m_memoryMiB : m_fileMiB; }
    int context() const { return static_cast<int>(m_order.context); }
    int textKind() const { return static_cast<int>(m_order.text); }
    QString textName() const;
    bool requantize() const { return m_order.allowRequantize; }
    int evaluatedTokens() const { return m_order.evaluatedTokens; }
    bool usesText() const { return m_order.needsText(); }
    bool fits() const { return m_order.kind == TuneOrder::Kind::Fit; }
    QString targetName() const;
    QString targetFolder() const;
    QString recipe() const { return QString::fromStdString(m_order.recipe()); }

    void setAim(Aim aim);
    void setStrength(int strength);
    void setPrunes(bool prunes);
    void setPreset(const QString& preset);
    void setMethod(int method);
    void setPruning(int pruning);
    void setSparsity(double share);
    void setPattern(const QString& pattern);
    void setDeviations(double deviations);
    void setOutliers(bool use);
    void setRemoved(int count);
    void setNeurons(double share);
    void setFolding(int folding);
    void setMegabytes(double megabytes);
    void setContext(int context);
    void setTextKind(int kind);
    void setRequantize(bool allowed);
    void setEvaluatedTokens(int tokens); // that the loss is measured on, at most; 0: not at all
    void setTargetName(const QString& name);

signals:
    void changed();

private:
    void change(TuneOrder order); // keeps it, and says so where it is another one
    void follow();                // the order from aim, strength and limit
    void place(const QString& folder, const QString& name);

    QString m_ownFolder;
    TuneOrder m_order;
    Aim m_aim = Aim::Smaller;
    int m_strength = 1;
    double m_fileMiB = 0; // limits; 0: none was given or suggested yet
    double m_memoryMiB = 0;
    bool m_named = false; // by the person
};

} // namespace ui
