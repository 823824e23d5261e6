// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/attached_file.h"

#include "ui/chat/visible_text.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace ui
{
namespace
{

using Refusal = AttachedFile::Refusal;
using std::string_view_literals::operator""sv;

// What files of these kinds begin with; none of it is ever given to a decoder.
constexpr std::array kPictures{"\x89PNG"sv, "\xFF\xD8\xFF"sv, "GIF8"sv,     "BM"sv,
                               "II*\0"sv,   "MM\0*"sv,        "\0\0\1\0"sv, "RIFF"sv};
constexpr std::array kDocuments{"%PDF-"sv, "PK\3\4"sv, "{\\rtf"sv, "\xD0\xCF\x11\xE0"sv};

template <std::size_t N>
bool beginsLike(std::string_view text, const std::array<std::string_view, N>& marks)
{
    return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return text.starts_with(mark); });
}

// "BM" may begin a text as well: a bitmap has a zero soon.
bool isPicture(std::string_view text)
{
    return beginsLike(text, kPictures) && text.substr(0, 64).find('\0') != std::string_view::npos;
}

bool isBinary(std::string_view text)
{
    constexpr std::string_view kUsual = "\t\n\r\f\b\x1b";
    const auto odd = std::count_if(text.begin(), text.end(), [&](char c) {
        return static_cast<unsigned char>(c) < 0x20 && kUsual.find(c) == std::string_view::npos;
    });
    return text.find('\0') != std::string_view::npos || odd > static_cast<std::ptrdiff_t>(text.size() / 100 + 1);
}

bool isUtf8(const std::string& text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    return !decoder.hasError() && (text.empty() || !decoded.isEmpty());
}

// A pipe or a device is never opened: that could wait for ever.
Refusal ofPlace(const std::filesystem::path& file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return Refusal::Gone;
    if (error)
        return error == std::errc::permission_denied ? Refusal::NotAllowed : Refusal::NoFile;
    if (status.type() == std::filesystem::file_type::directory)
        return Refusal::Folder;
    return status.type() == std::filesystem::file_type::regular ? Refusal::None : Refusal::NoFile;
}

Refusal ofText(const std::string& text)
{
    if (text.empty())
        return Refusal::Empty;
    if (isPicture(text))
        return Refusal::Picture;
    if (beginsLike(text, kDocuments))
        return Refusal::Document;
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) // UTF-16
        return Refusal::NoUtf8;
    if (isBinary(text))
        return Refusal::Binary;
    return isUtf8(text) ? Refusal::None : Refusal::NoUtf8;
}

} // namespace

AttachedFile readAttachedFile(const std::filesystem::path& file)
{
    AttachedFile read;
    read.content.name = visibleLine(QString::fromStdU16String(file.filename().u16string())).toStdString();
    read.refusal = ofPlace(file);
    if (read.refusal != Refusal::None)
        return read;
    std::error_code unknown;
    read.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, unknown));
    if (!unknown && read.bytes > AttachedFile::kMostBytes) {
        read.refusal = Refusal::TooLarge;
        return read;
    }
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        read.refusal = std::filesystem::exists(file, unknown) ? Refusal::NotAllowed : Refusal::Gone;
        return read;
    }
    std::string& text = read.content.text;
    text.resize(static_cast<std::size_t>(AttachedFile::kMostBytes) + 1); // it may grow meanwhile
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    read.bytes = static_cast<std::int64_t>(text.size());
    if (in.bad())
        read.refusal = Refusal::NotAllowed;
    else
        read.refusal = read.bytes > AttachedFile::kMostBytes ? Refusal::TooLarge : ofText(text);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (read.refusal != Refusal::None)
        text.clear();
    return read;
}

} // namespace ui
