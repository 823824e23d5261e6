// SPDX-License-Identifier: GPL-3.0-or-later
// Where the hub is, who asks and where files go: the settings that huggingface_hub has too, under the same names
// (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables). A value type.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace engine::hub
{

// Null where a variable is not set; std::getenv in the app, a map in tests.
using Environment = std::function<const char*(const char* name)>;

struct Settings {
    std::string endpoint = "https://huggingface.co"; // scheme, host, port; no slash at the end
    std::string token;                               // empty: anonymous
    std::filesystem::path cache;                     // the folder with models--owner--name
    bool offline = false;                            // no request is made
    bool links = true;                               // false: files instead of symbolic links in snapshots
    std::filesystem::path certificates;              // a PEM bundle in place of the system's; empty: the system's
    std::chrono::seconds connectTimeout{10};
    std::chrono::seconds stallTimeout{30};      // less than 1 KiB/s for this long ends a connection; a new one follows
    std::chrono::milliseconds firstPause{1000}; // before the second try; doubles with each that brings nothing
    std::chrono::seconds longestPause{30};
    std::chrono::seconds longestRetryAfter{600}; // a server that wants more is told to the user instead
    int tries = 6;                               // in a row that bring nothing

    // HF_ENDPOINT, HF_TOKEN (HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, $HF_HOME/token), HF_HOME, HF_HUB_CACHE
    // (HUGGINGFACE_HUB_CACHE), HF_HUB_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT, HF_HUB_ETAG_TIMEOUT, HF_HUB_DISABLE_SYMLINKS,
    // CURL_CA_BUNDLE (REQUESTS_CA_BUNDLE, SSL_CERT_FILE). Proxies are read by libcurl: https_proxy, all_proxy,
    // no_proxy. Throws engine::Error(BadSetting) for an endpoint or a token that cannot be used.
    static Settings fromEnvironment(const Environment& environment);
    static Settings fromEnvironment(); // of this process
};

} // namespace engine::hub
