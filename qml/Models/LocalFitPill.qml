// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a file on this machine fits; nothing where that cannot be told.
import QtQuick
import Fettle.Ui

FitPill {
    id: root

    required property FitPlanner fits
    required property string path
    property localFit plan

    objectName: "localFit"
    visible: plan.known
    fit: plan.fit
    neededBytes: plan.neededBytes
    cacheBytes: plan.cacheBytes
    context: plan.context
    Component.onCompleted: fits?.plan(path)
    onPathChanged: fits?.plan(path)

    Connections {
        target: root.fits
        function onPlanned(path: string, fit: localFit): void {
            root.plan = path === root.path ? fit : root.plan;
        }
    }
}
