// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations and their messages. A conversation's messages form a tree, so that an edited question and a repeated
// answer keep their earlier versions; the path from the root to the current leaf is what is shown.
// Storage thread only. Each call is one transaction: when it returns, what it wrote is on the disk.
// All text is UTF-8 but never checked or changed: any bytes, NUL and broken sequences too, come back as they went in.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storage
{

class Database;
struct ConversationTree;

using Id = std::int64_t;           // > 0, never used again after a deletion; 0 is "none"
using Milliseconds = std::int64_t; // of wall clock since 1970-01-01 UTC

enum class Role { System, User, Assistant, Tool };

enum class MessageState {
    Complete,
    Streaming,   // being generated now
    Stopped,     // ended by the user
    Interrupted, // the app ended before the answer did
    Failed       // ended by an error, see Message::error
};

struct Folder {
    Id id = 0;
    std::string name;
    Milliseconds created = 0;

    bool operator==(const Folder&) const = default;
};

struct Conversation {
    Id id = 0;
    std::string title;
    Milliseconds created = 0;
    Milliseconds updated = 0; // the last message, not the last rename
    bool pinned = false;
    std::string systemPrompt;
    std::string modelPath; // last used; empty where none was
    std::string modelName;
    Id leaf = 0;       // the end of the shown path; 0 in an empty conversation
    std::string draft; // what stands in the composer
    std::optional<Milliseconds> deleted;
    std::int64_t messageCount = 0; // all versions
    Id folder = 0;                 // 0: in none
};

// The measurements of one answer. Seconds of wall clock, bytes.
struct AnswerMetrics {
    std::int64_t promptTokens = 0;
    std::int64_t reusedTokens = 0; // of the prompt, already in the cache
    std::int64_t generatedTokens = 0;
    double firstTokenSeconds = 0; // from the request to the first token
    double prefillSeconds = 0;
    double decodeSeconds = 0;   // from the first to the last token
    double thinkingSeconds = 0; // of those, before the answer proper; 0 where the model did not think aloud
    std::string stopReason;
    std::string device;
    std::int64_t peakBytes = 0; // of the process
    std::int64_t weightsBytes = 0;
    std::int64_t cacheBytes = 0;
    std::int64_t scratchBytes = 0;
    std::string settings; // JSON: sampler, context, threads

    bool operator==(const AnswerMetrics&) const = default;
};

// A text file that goes along with a user's message, with its whole content.
struct Attachment {
    std::string name; // without its folder
    std::string text;
    std::int64_t tokens = 0; // of the model that counted them when it was sent

    bool operator==(const Attachment&) const = default;
};

struct Message {
    Id id = 0;
    Id conversation = 0;
    Id parent = 0; // 0 at a root
    Role role = Role::User;
    std::string text;
    MessageState state = MessageState::Complete;
    Milliseconds created = 0;
    std::string modelName; // answers only
    std::string error;     // a sentence, where state is Failed
    std::optional<AnswerMetrics> metrics;
    std::vector<Attachment> attachments; // a user's only
    int version = 0;                     // place among the messages with the same parent, from 0, oldest first
    int versions = 1;                    // how many those are
};

struct NewMessage {
    Id conversation = 0;
    Id parent = 0; // 0: a root
    Role role = Role::User;
    std::string text;
    std::string modelName;
    std::vector<Attachment> attachments = {};
};

// One place in a piece of text, in bytes.
struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;

    bool operator==(const TextRange&) const = default;
};

struct SearchHit {
    Id conversation = 0;
    Id message = 0; // 0: the title itself was found
    std::string title;
    Role role = Role::User; // of the message
    Milliseconds created = 0;
    std::string snippet;            // about 160 bytes of the text around the first match, whole code points
    std::vector<TextRange> matches; // in the snippet, in order, not overlapping
    bool cutBefore = false;         // the text goes on before the snippet
    bool cutAfter = false;
};

class Conversations
{
public:
    static constexpr Milliseconds kKeepDeleted = Milliseconds{30} * 24 * 3600 * 1000;

    // The clock is for tests; null is the system's.
    explicit Conversations(Database& database, std::function<Milliseconds()> clock = {});

    // --- Conversations. Throws Error: NotFound for an id that is not there, and the kinds of a failed write. ---
    Id create(const std::string& title, const std::string& systemPrompt = {});
    std::vector<Conversation> list(std::int64_t limit = -1) const; // pinned first, then newest first; none deleted
    std::optional<Conversation> find(Id conversation) const;       // deleted ones too
    void rename(Id conversation, const std::string& title);
    void setPinned(Id conversation, bool pinned);
    void setSystemPrompt(Id conversation, const std::string& prompt);
    void setModel(Id conversation, const std::string& path, const std::string& name);
    void saveDraft(Id conversation, const std::string& draft);
    // The files of the message that is being written, in place of those before; their counts are not kept. 0: of the
    // conversation that is not stored yet.
    void saveDraftFiles(Id conversation, const std::vector<Attachment>& files);
    std::map<Id, std::vector<Attachment>> draftFiles() const; // of all conversations that have any
    void remove(Id conversation);  // can be undone by restore() for 30 days
    void restore(Id conversation); // as it was, in its old place
    std::int64_t purge();          // really deletes what was removed more than 30 days ago; returns how many

    // --- Folders (folders.cpp). A conversation is in one or in none. ---
    std::vector<Folder> folders() const;      // by name
    Id createFolder(const std::string& name); // the one that has this name already, if there is one
    void renameFolder(Id folder, const std::string& name);
    // Its conversations stay, in no folder; returns them, deleted ones too.
    std::vector<Id> removeFolder(Id folder);
    void moveToFolder(const std::vector<Id>& conversations, Id folder); // 0: out of theirs; unknown ones are passed by

    // --- Messages ---
    // Adds below `parent` (of the same conversation) and makes it the leaf. A user's message also clears the draft and its files.
    Id appendMessage(const NewMessage& message);
    // An empty answer in state Streaming; it becomes the leaf.
    Id beginAnswer(Id conversation, Id parent, const std::string& modelName);
    // The whole text so far. Throws Error NotFound unless the answer is streaming.
    void updateAnswer(Id answer, const std::string& text);
    // The one ending. `state` is not Streaming. Without metrics, none are kept.
    void finishAnswer(Id answer, const std::string& text, MessageState state,
                      const std::optional<AnswerMetrics>& metrics = std::nullopt, const std::string& error = {},
                      const std::string& modelName = {}); // empty: as it was begun with
    // An answer that has ended goes on: it streams again, with the text that it has, and becomes the leaf. Its
    // measurements go. Throws Error NotFound unless it is an answer that has ended.
    void reopenAnswer(Id answer);
    // Once at start: what still streams belongs to a session that ended. Returns how many answers were marked.
    std::int64_t markInterrupted();

    std::optional<Message> message(Id message) const;
    // From the root to `leaf`, oldest first; with a limit, the last `limit` of them (older ones: path(first.parent,
    // n)).
    std::vector<Message> path(Id leaf, std::int64_t limit = -1) const;
    // What was said in the shown paths of all conversations, in list()'s order, an empty line behind each message;
    // whole conversations, until there are so many bytes: more than any calibration reads.
    std::string allText(std::size_t enoughBytes = 4 << 20) const;
    std::vector<Id> siblings(Id message) const; // itself among them, oldest first
    Id newestLeafBelow(Id message) const;       // following the newest version at each step; itself where it is a leaf
    void setLeaf(Id conversation, Id message);  // must be of this conversation; 0 shows none
    // A conversation of its own that holds copies of the path to `leaf`, measurements and times included, and goes on
    // with the same system prompt and model. Throws Error NotFound.
    Id copyPath(Id leaf, const std::string& title);

    // --- Whole conversations, to and from files (storage/conversation_tree.h) ---
    ConversationTree exportTree(Id conversation) const;   // an answer that still streams counts as stopped
    Id importTree(const ConversationTree& tree);          // a new one. Throws Error BadFile for a tree that is none
    bool holds(const ConversationTree& tree) const;       // an equal one, that is not deleted
    void removeAll(const std::vector<Id>& conversations); // those that are there; restore() brings each back

    // --- Search ---
    // As one types: each word must occur, the last one may be a beginning; Chinese, Japanese and Thai are found at any
    // place; case and accents do not count. Titles first, then messages, newest first; no deleted conversations. Any
    // text is a valid query. An answer is found once it has ended.
    std::vector<SearchHit> search(std::string_view query, std::int64_t limit = 50) const;

private:
    Id insertMessage(const NewMessage& message, MessageState state);

    Database& m_database;
    std::function<Milliseconds()> m_clock;
};

} // namespace storage
