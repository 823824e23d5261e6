// SPDX-License-Identifier: GPL-3.0-or-later
// A model and all that was made of it on this machine, as points of size, loss and speed. Owned by the TuneRoom; GUI
// thread.
#pragma once

#include "ui/tune/known_jobs.h"
#include "ui/tune/tune_order.h"

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <optional>
#include <vector>

namespace ui
{

class TuneVariants : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The variants belong to the TuneRoom.")
    // Of { path, name, recipe, bytes, kld, kldError, speed, original, missing, x, y }: x and y from 0 to 1, y rising
    // with the loss; speed 0 where it was not measured. The original is the first.
    Q_PROPERTY(QVariantList points READ points NOTIFY changed FINAL)
    Q_PROPERTY(QVariantList ticks READ ticks NOTIFY changed FINAL)   // of { value, places, y }: losses in nats
    Q_PROPERTY(double mostBytes READ mostBytes NOTIFY changed FINAL) // where x is 1

public:
    explicit TuneVariants(QObject* parent = nullptr) : QObject(parent) {}

    void setSource(const QString& path);
    void show(const std::vector<KnownDerived>& derived);

    // Of the source: tokens a second as measured last, 0: never. What an order that makes the same lost: -1: unknown.
    double sourceSpeed() const;
    double lossOf(const TuneOrder& order, double* error) const;
    // About what quantizing to so many bits per weight loses, by this model's measured variants, of the same way of
    // rounding where that tells something: between two of them on a straight line of its logarithm, beyond the last by
    // a factor of four a bit, as the squared error of an even rounding grows (Bennett 1948), for at most a bit and a
    // half. -1: none is near enough.
    double lossAbout(double bits, TuneOrder::Method method) const;
    // What decides what is made, as JSON: the order without its places, and without what its kind does not look at.
    static std::string essence(const TuneOrder& order);
    void setSourceSpeed(double rate) { m_measuredSpeed = rate; } // measured just now

    QVariantList points() const;
    QVariantList ticks() const;
    double mostBytes() const;

signals:
    void changed();

private:
    std::vector<const KnownDerived*> ours() const; // newest first
    std::map<double, double> losses(std::optional<TuneOrder::Method> method) const;
    double placeOf(double kld) const;
    double mostKld() const;

    QString m_source;
    double m_measuredSpeed = 0;
    std::vector<KnownDerived> m_derived;
};

} // namespace ui
