// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/http.h"

#include "engine/error.h"

#include <curl/curl.h>

#include <cstdlib>
#include <exception>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace engine::hub
{
namespace
{

constexpr int kMostRedirects = 10;
constexpr std::size_t kMostHeaders = 5000; // libcurl takes 300 kB of them at most
constexpr int kPollMilliseconds = 50;
constexpr long kSlowBytesPerSecond = 1024;

std::string trimmed(std::string_view text)
{
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == text.npos ? std::string()
                             : std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

bool usesProxy() // then a socket's address is the proxy's
{
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"})
        if (const char* value = std::getenv(name); value && *value)
            return true;
    return false;
}

// What curl's callbacks see of one exchange.
struct Exchange {
    CURL* easy = nullptr;
    Reply reply;
    const Http::Sink* sink = nullptr;
    std::size_t mostBody = 0;
    bool tooLong = false;
    std::exception_ptr failure; // of the sink; it must not cross libcurl's C
    bool privateAllowed = false;
    bool privateMet = false;
    bool privateRefused = false;
};

std::size_t onHeader(char* data, std::size_t, std::size_t size, void* context)
{
    Reply& reply = static_cast<Exchange*>(context)->reply;
    const std::string_view line(data, size);
    if (line.substr(0, 5) == "HTTP/") { // of a new answer: 100 Continue came before it, or a proxy's
        reply.headers.clear();
        return size;
    }
    const std::size_t colon = line.find(':');
    if (colon == line.npos || reply.headers.size() >= kMostHeaders)
        return size;
    std::string name = trimmed(line.substr(0, colon));
    for (char& c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    reply.headers[name] = trimmed(line.substr(colon + 1));
    if (reply.fromHub)
        reply.linked[name] = reply.headers[name];
    return size;
}

std::size_t onBody(char* data, std::size_t, std::size_t size, void* context)
{
    auto& exchange = *static_cast<Exchange*>(context);
    curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &exchange.reply.status);
    const bool redirect = exchange.reply.status >= 300 && exchange.reply.status < 400;
    if (redirect) // says what the header says already
        return size;
    if (*exchange.sink) {
        try {
            exchange.reply.refused = !(*exchange.sink)(exchange.reply, std::as_bytes(std::span(data, size)));
        } catch (...) {
            exchange.failure = std::current_exception();
        }
        return exchange.reply.refused || exchange.failure ? 0 : size;
    }
    exchange.tooLong = size > exchange.mostBody - exchange.reply.body.size();
    if (exchange.tooLong)
        return 0;
    exchange.reply.body.append(data, size);
    return size;
}

curl_socket_t onSocket(void* context, curlsocktype, curl_sockaddr* address)
{
    auto& exchange = *static_cast<Exchange*>(context);
    if (isPrivateAddress(&address->addr)) {
        exchange.privateMet = true;
        exchange.privateRefused = !exchange.privateAllowed;
        if (exchange.privateRefused)
            return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool isPassing(CURLcode code)
{
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return false;
    default:
        return true;
    }
}

std::string clause(CURLcode code, const std::string& host, const Exchange& exchange)
{
    if (exchange.privateRefused)
        return "its address " + host + " lies inside a private network";
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "the address " + host + " is not known; there may be no connection to the internet";
    case CURLE_COULDNT_RESOLVE_PROXY:
        return "the proxy in the environment is not known";
    case CURLE_COULDNT_CONNECT:
        return host + " does not answer; there may be no connection to the internet";
    case CURLE_OPERATION_TIMEDOUT:
        return host + " sends nothing any more";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
        return "the connection to " + host + " broke off";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return "the certificate of " + host + " cannot be trusted, so somebody may be listening in between";
    case CURLE_SSL_CACERT_BADFILE:
        return "the file with certificates named by CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE or SSL_CERT_FILE cannot be read";
    default:
        return "talking to " + host + " failed (" + curl_easy_strerror(code) + ")";
    }
}

struct Headers { // of a request
    curl_slist* list = nullptr;
    ~Headers() { curl_slist_free_all(list); }
    void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

} // namespace

std::string Reply::header(const std::string& name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

struct Http::Curl {
    CURL* easy = curl_easy_init();
    CURLM* multi = curl_multi_init();
    bool proxied = usesProxy();
    bool hubIsPrivate = false; // a mirror inside the house may redirect within it

    ~Curl()
    {
        curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
    }
    CURLcode run(const std::atomic<bool>& stop);
    void set(const Settings& settings);
};

// The multi interface, since it returns between pieces even where nothing comes: so `stop` is heard.
CURLcode Http::Curl::run(const std::atomic<bool>& stop)
{
    curl_multi_add_handle(multi, easy);
    CURLcode result = CURLE_OK;
    for (int running = 1; running > 0 && !stop;) {
        curl_multi_perform(multi, &running);
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &left))
            if (message->msg == CURLMSG_DONE)
                result = message->data.result;
        if (running > 0)
            curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
    }
    curl_multi_remove_handle(multi, easy);
    return result;
}

void Http::Curl::set(const Settings& settings)
{
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1); // one file, one connection: 2 gains nothing
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);                  // see get()
    curl_easy_setopt(easy, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);      // a proxy sees none of ours
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "fettle");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.stallTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L << 10);
    if (!settings.certificates.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings.certificates.c_str());
}

Http::Http(const Settings& settings) : m_settings(settings)
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    m_curl = std::make_unique<Curl>();
    if (!m_curl->easy || !m_curl->multi)
        throw Error(ErrorKind::NoMemory, "There is no memory left for a connection to the hub.");
    const auto endpoint = parseUrl(settings.endpoint);
    if (const std::string problem = endpointProblem(settings.endpoint); !endpoint || !problem.empty())
        throw Error(ErrorKind::BadSetting, "The hub's address cannot be used: " + problem);
    m_endpoint = *endpoint;
}

Http::~Http() = default;

Reply Http::exchange(const Url& url, const Request& request, Reply before, const std::atomic<bool>& stop,
                     const Sink& sink)
{
    const bool isHub = url.origin() == m_endpoint.origin();
    Exchange exchange{.easy = m_curl->easy, .sink = &sink, .mostBody = request.mostBody};
    exchange.reply.linked = std::move(before.linked);
    exchange.reply.fromHub = isHub;
    exchange.reply.host = url.host;
    exchange.privateAllowed = isHub || m_curl->hubIsPrivate || m_curl->proxied;
    m_curl->set(m_settings);
    CURL* const easy = m_curl->easy;
    curl_easy_setopt(easy, CURLOPT_URL, url.whole.c_str());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, onSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    Headers headers;
    headers.add("Accept-Encoding: identity");
    if (isHub && !m_settings.token.empty())
        headers.add("Authorization: Bearer " + m_settings.token);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.list);
    if (request.from)
        curl_easy_setopt(easy, CURLOPT_RANGE, (std::to_string(*request.from) + "-").c_str());

    const CURLcode code = m_curl->run(stop);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &exchange.reply.status);
    if (exchange.failure)
        std::rethrow_exception(exchange.failure);
    if (stop)
        throw Error(ErrorKind::Stopped, "Talking to " + url.host + " was stopped.");
    m_curl->hubIsPrivate = m_curl->hubIsPrivate || (isHub && exchange.privateMet);
    Reply reply = std::move(exchange.reply);
    if (exchange.tooLong) {
        reply.trouble = url.host + " answers with more than " + std::to_string(request.mostBody >> 20U) + " MiB";
        reply.passing = false;
    } else if (code != CURLE_OK && !reply.refused) {
        reply.trouble = clause(code, url.host, exchange);
        reply.passing = isPassing(code) && !exchange.privateRefused;
    }
    return reply;
}

Reply Http::get(const Request& request, const std::atomic<bool>& stop, const Sink& sink)
{
    if (m_settings.offline)
        throw Error(ErrorKind::Network,
                    "HF_HUB_OFFLINE is set, so " + m_endpoint.host + " is not asked. Unset it to search and download.");
    std::optional<Url> url = parseUrl(request.url);
    if (!url)
        throw Error(ErrorKind::BadSetting, "\"" + request.url.substr(0, 200) + "\" is no address that can be asked.");
    Reply reply;
    for (int hops = 0;; ++hops) {
        reply = exchange(*url, request, std::move(reply), stop, sink);
        const bool redirect = reply.status == 301 || reply.status == 302 || reply.status == 303 ||
                              reply.status == 307 || reply.status == 308;
        if (!redirect || !reply.trouble.empty())
            return reply;
        const std::string location = reply.header("location");
        const auto next = location.empty() ? std::nullopt : resolveUrl(*url, location);
        reply.passing = false;
        if (!next)
            reply.trouble = url->host + " redirects to an address that is no web address";
        else if (hops == kMostRedirects)
            reply.trouble = url->host + " redirects in a circle";
        else if (const std::string problem = redirectProblem(m_endpoint, *next); !problem.empty())
            reply.trouble = url->host + " redirects " + problem + ", which is not followed";
        else {
            url = next;
            continue;
        }
        return reply;
    }
}

} // namespace engine::hub
