// SPDX-License-Identifier: GPL-3.0-or-later
// A titled card of a model's page.
import Fettle.Parts

Card {}
