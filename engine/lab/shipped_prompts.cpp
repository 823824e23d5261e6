// SPDX-License-Identifier: GPL-3.0-or-later
// The prompts that Fettle brings: one for each way in which people use a model, since settings help some and hurt
// others.
#include "engine/lab/experiment.h"

#include <iterator>

namespace engine::lab
{
namespace
{

constexpr const char* kCode = R"(def read_table(path):
    rows = []
    with open(path) as source:
        header = source.readline().rstrip("\n").split(",")
        for line in source:
            cells = line.rstrip("\n").split(",")
            if len(cells) != len(header):
                raise ValueError(f"{path}: {len(cells)} cells, {len(header)} wanted")
            rows.append(dict(zip(header, cells)))
    return rows


def write_table(path, rows):
    header = list(rows[0])
    with open(path, "w") as target:
        target.write(",".join(header) + "\n")
        for row in rows:
            target.write(",".join(row[name] for name in header) + "\n")


def total(rows, column):
    result = 0.0
    for row in rows:
        result += float(row[column])
    return result


def average(rows, column):
    if not rows:
        return 0.0
    return total(rows, column) / len(rows)
)";

// A log of a workshop: no line is like another, and a summary has to read all of it. About 1200 words.
std::string workshopLog()
{
    static constexpr const char* kMachines[] = {"lathe", "band saw", "milling machine", "drill press",
                                                "surface grinder"};
    static constexpr const char* kParts[] = {"drive belt",  "spindle bearing", "coolant pump", "guide rail",
                                             "motor brush", "limit switch",    "tool holder"};
    static constexpr const char* kFindings[] = {"ran hot after ten minutes",
                                                "made a grinding noise at low speed",
                                                "had lost its alignment by a tenth of a millimetre",
                                                "showed cracks on the side away from the operator",
                                                "passed the test, but only just",
                                                "was replaced as a precaution"};
    static constexpr const char* kPeople[] = {"Ines", "Tomasz", "Li Wei", "Amara"};
    static constexpr const char* kNext[] = {
        "Check again at the end of the week.", "A new one was ordered, to arrive within four days.",
        "No further work is needed.", "The machine stays switched off until somebody has looked at the gearbox.",
        "Measure the current under load next time."};
    std::string log;
    for (std::size_t i = 0; i < 40; ++i)
        log += "Entry " + std::to_string(i + 1) + ". On day " + std::to_string(3 + i * 5 / 2) + " " +
               kPeople[i * 3 % std::size(kPeople)] + " inspected the " + kMachines[i * 2 % std::size(kMachines)] +
               ": the " + kParts[(i * 4 + i / 7) % std::size(kParts)] + " " +
               kFindings[(i * 5 + i / 6) % std::size(kFindings)] + ". The work took " +
               std::to_string(10 + i * 7 % 45) + " minutes. " + kNext[(i + i / 5) % std::size(kNext)] + "\n";
    return log;
}

std::vector<Prompt> makePrompts()
{
    return {
        {"short question", {{"user", "Why is the sky blue? Answer in three sentences."}}, ""},
        {"long document",
         {{"user",
           "Below is the log of a workshop. Which machine needed the most repairs, and why?\n\n" + workshopLog()}},
         ""},
        {"code edit",
         {{"user", std::string("Rename the function total to sum_of in this file, and write out the whole file again "
                               "without any other change.\n\n") +
                       kCode}},
         ""},
        {"chat with history",
         {{"system", "You are a helpful assistant who answers briefly."},
          {"user", "I want to bake bread for the first time. What do I need?"},
          {"assistant", "Flour, water, salt and yeast, a large bowl, a scale and an oven. A pot with a lid helps, "
                        "since the steam in it gives a crisp crust."},
          {"user", "How long does the dough have to rest?"},
          {"assistant", "With a little yeast about twelve hours at room temperature; with a whole packet one to two "
                        "hours, until it has doubled."},
          {"user", "And how do I know that the bread is done?"}},
         ""},
    };
}

} // namespace

const std::vector<Prompt>& shippedPrompts()
{
    static const std::vector<Prompt> prompts = makePrompts();
    return prompts;
}

} // namespace engine::lab
