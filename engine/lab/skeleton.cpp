// SPDX-License-Identifier: GPL-3.0-or-later
// The beginnings of the Lab: what is declared and not yet there. Each part that comes takes its lines out.
#include "engine/error.h"
#include "engine/lab/report.h"
#include "engine/lab/run.h"

#include <nlohmann/json.hpp>

namespace engine::lab
{
namespace
{
[[noreturn]] void missing()
{
    throw Error(ErrorKind::Internal, "This part of the Lab is not built yet.");
}
} // namespace

std::span<const SettingInfo> settingInfos() { return {}; }
const SettingInfo* findSetting(std::string_view) { return nullptr; }
std::string settingText(const Settings&, std::string_view) { return {}; }
void setSetting(Settings&, std::string_view, std::string_view) { missing(); }
std::string valueTitle(const Settings&, std::string_view) { return {}; }

generate::SamplerSettings Experiment::greedy() { return {.temperature = 0}; }
void validate(const Experiment&) {}
std::vector<Candidate> sweep(const Settings&, const std::vector<Axis>&) { return {}; }
void nameByDifference(std::vector<Candidate>&) {}
const std::vector<Prompt>& shippedPrompts() { static const std::vector<Prompt> none; return none; }
Experiment readExperiment(const nlohmann::json&, const std::string&) { missing(); }
Experiment readExperiment(std::string_view, const std::string&) { missing(); }
Experiment loadExperiment(const std::filesystem::path&) { missing(); }
nlohmann::ordered_json toJson(const Experiment&) { return {}; }
nlohmann::ordered_json toJson(const Settings&) { return {}; }

double percentile(std::span<const double>, double) { return 0; }
double median(std::span<const double>) { return 0; }
Interval bootstrapMedian(std::span<const double>, double) { return {}; }
const char* name(Verdict) { return ""; }
Comparison compare(std::span<const double>, std::span<const double>, double) { return {}; }
int fewestPairs(double) { return 6; }
Histogram histogram(std::span<const double>, int) { return {}; }

Machine thisMachine() { return {}; }
double measureReadBandwidth(int) { return 0; }
MachineWatch::MachineWatch(const std::string&) {}
void MachineWatch::begin() { m_before = read(); }
MachineState MachineWatch::end() { return {}; }
MachineWatch::Counters MachineWatch::read() const { return {}; }

double RunRecord::decodeRate() const { return timings.decodeRate(); }
nlohmann::ordered_json toJson(const Result&) { return {}; }
Result readResult(const nlohmann::json&, const std::string&) { missing(); }
Result readResult(std::string_view, const std::string&) { missing(); }
Result loadResult(const std::filesystem::path&) { missing(); }

std::vector<Problem> check(const Experiment&) { return {}; }
Result run(const Experiment&, const std::atomic<bool>&, const Watcher&, const RunHooks&) { missing(); }

const char* name(Metric) { return ""; }
const char* title(Metric) { return ""; }
const char* unit(Metric) { return ""; }
Table tabulate(const Result&, Metric, int) { return {}; }
std::vector<std::string> traps(const Result&) { return {}; }
int winner(const Table&) { return -1; }
std::string toText(const Result&, const Table&) { return {}; }
std::string toCsv(const Table&) { return {}; }

} // namespace engine::lab
