// SPDX-License-Identifier: GPL-3.0-or-later
// Attention: queries of one key head in tiles of four. Blocks of tiles are spread over threads, and a chunk of the cache
// is widened to F32 once for all tiles of a block; for a few tokens with a long cache and few heads, the cache's chunks
// are spread instead and their sums joined in order.
#include "kernels/cpu/backend.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

#include <algorithm>
#include <limits>

namespace kernels::cpu
{

namespace
{

constexpr int kBlockTiles = 16; // that share one widened chunk
constexpr int kWidenTiles = 2;  // from so many on it pays

// Queries of a key head are numbered token by token: query i is head i % group of token i / group.
struct Layout {
    const Attend& op;
    std::int64_t group;   // query heads of one key head
    std::int64_t queries; // of one key head
    std::int64_t tiles;   // of one key head
    std::int64_t firstChunk;
    std::int64_t chunks; // that any query sees

    explicit Layout(const Attend& attend)
        : op(attend),
          group(attend.heads / attend.kvHeads),
          queries(attend.tokens * group),
          tiles((queries + kQueries - 1) / kQueries),
          firstChunk(firstSeen(0) / kAttendChunk),
          chunks((attend.position + attend.tokens - 1) / kAttendChunk + 1 - firstChunk)
    {
    }

    std::int64_t firstSeen(std::int64_t token) const
    {
        return op.window > 0 ? std::max<std::int64_t>(0, op.position + token + 1 - op.window) : 0;
    }

    QueryTile tile(std::int64_t kvHead, std::int64_t index) const
    {
        QueryTile tile;
        const std::int64_t first = index * kQueries;
        tile.count = static_cast<int>(std::min<std::int64_t>(kQueries, queries - first));
        tile.headDim = op.headDim;
        tile.scale = op.scale;
        tile.softCap = op.softCap;
        tile.type = op.cache.type;
        const std::int64_t at = kvHead * op.cache.capacity * bytesOf(op.cache.type, op.headDim);
        tile.keys = static_cast<const unsigned char*>(op.cache.keys) + at;
        tile.values = static_cast<const unsigned char*>(op.cache.values) + at;
        for (int m = 0; m < tile.count; ++m) {
            const std::int64_t token = (first + m) / group;
            const std::int64_t head = kvHead * group + (first + m) % group;
            tile.q[m] = op.q + (token * op.heads + head) * op.headDim;
            tile.out[m] = op.out + (token * op.heads + head) * op.headDim;
            tile.first[m] = firstSeen(token);
            tile.last[m] = op.position + (op.causal ? token : op.tokens - 1);
            tile.fresh[m] = true;
        }
        return tile;
    }
};

// Divides by the sum of weights. No weight at all means that scores were not numbers: that must not look like a result.
void finish(float* out, int headDim, bool fresh, float total)
{
    if (fresh) {
        std::fill_n(out, headDim, std::numeric_limits<float>::quiet_NaN());
    } else {
        scaleRow(1.0F / total, out, headDim);
    }
}

// One chunk of keys and values as F32, in a thread's part of the scratch.
class WideChunk
{
public:
    WideChunk(const Attend& op, int thread)
        : m_op(op),
          m_values(static_cast<std::size_t>(kAttendChunk * op.headDim)),
          m_keys(static_cast<float*>(op.scratch) + 2 * m_values * static_cast<std::size_t>(thread))
    {
    }

    // Reads the positions begin .. end-1 of the tile's head.
    void load(const QueryTile& tile, std::int64_t begin, std::int64_t end)
    {
        m_origin = begin;
        const std::int64_t count = (end - begin) * m_op.headDim;
        const std::int64_t at = bytesOf(m_op.cache.type, begin * m_op.headDim);
        decodeRow(m_op.cache.type, static_cast<const unsigned char*>(tile.keys) + at, count, m_keys);
        decodeRow(m_op.cache.type, static_cast<const unsigned char*>(tile.values) + at, count, m_keys + m_values);
    }

    void use(QueryTile& tile) const
    {
        tile.type = Type::F32;
        tile.keys = m_keys;
        tile.values = m_keys + m_values;
        tile.origin = m_origin;
    }

private:
    const Attend& m_op;
    std::size_t m_values; // of the keys, and of the values behind them
    float* m_keys;
    std::int64_t m_origin = 0;
};

// The tiles `first` .. `first` + `count` - 1 of a key head, chunk by chunk.
void attendBlock(const Layout& layout, std::int64_t kvHead, std::int64_t first, int count, int thread)
{
    const Attend& op = layout.op;
    QueryTile tiles[kBlockTiles];
    for (int i = 0; i < count; ++i) {
        tiles[i] = layout.tile(kvHead, first + i);
    }
    const QueryTile original = tiles[0]; // where keys and values lie
    const QueryTile& lastTile = tiles[count - 1];
    const std::int64_t begin = original.first[0];
    const std::int64_t end = lastTile.last[lastTile.count - 1] + 1;
    const bool widen = op.cache.type != Type::F32 && count >= kWidenTiles;
    WideChunk wide(op, thread);
    for (std::int64_t c = begin / kAttendChunk; c * kAttendChunk < end; ++c) {
        if (widen) {
            wide.load(original, std::max(begin, c * kAttendChunk), std::min(end, (c + 1) * kAttendChunk));
        }
        for (int i = 0; i < count; ++i) {
            if (widen) {
                wide.use(tiles[i]);
            }
            attendChunk(tiles[i], c);
        }
    }
    for (int i = 0; i < count; ++i) {
        for (int m = 0; m < tiles[i].count; ++m) {
            finish(tiles[i].out[m], op.headDim, tiles[i].fresh[m], tiles[i].total[m]);
        }
    }
}

void attendWhole(const Layout& layout, Pool& pool)
{
    const std::int64_t blocks = (layout.tiles + kBlockTiles - 1) / kBlockTiles;
    pool.forRanges(layout.op.kvHeads * blocks, 1, [&](std::int64_t begin, std::int64_t end, int thread) {
        for (std::int64_t item = begin; item < end; ++item) {
            const std::int64_t first = item % blocks * kBlockTiles;
            const int count = static_cast<int>(std::min<std::int64_t>(kBlockTiles, layout.tiles - first));
            attendBlock(layout, item / blocks, first, count, thread);
        }
    });
}

// The sums of one query over one chunk.
struct Part {
    float* sums;  // [headDim]
    float* state; // highest, total; total 0 where nothing is seen
};

Part partOf(const Layout& layout, const float* base, std::int64_t kvHead, std::int64_t query, std::int64_t chunk)
{
    const auto size = static_cast<std::int64_t>(roundUp(static_cast<std::size_t>(layout.op.headDim) + 2, 16));
    float* at = const_cast<float*>(base) + ((kvHead * layout.queries + query) * layout.chunks + chunk) * size;
    return {at, at + layout.op.headDim};
}

void joinParts(const Layout& layout, const float* base, std::int64_t kvHead, std::int64_t query, float* out)
{
    bool fresh = true;
    float highest = 0.0F;
    float total = 0.0F;
    for (std::int64_t c = 0; c < layout.chunks; ++c) {
        const Part part = partOf(layout, base, kvHead, query, c);
        if (part.state[1] == 0.0F) {
            continue;
        }
        if (fresh) {
            std::copy_n(part.sums, layout.op.headDim, out);
            highest = part.state[0];
            total = part.state[1];
            fresh = false;
        } else {
            mergeSums(part.sums, part.state[0], part.state[1], layout.op.headDim, out, highest, total);
        }
    }
    finish(out, layout.op.headDim, fresh, total);
}

void attendSplit(const Layout& layout, Pool& pool)
{
    const Attend& op = layout.op;
    const auto* parts = static_cast<const float*>(op.scratch);
    pool.forRanges(op.kvHeads * layout.tiles * layout.chunks, 1,
                   [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
                       for (std::int64_t item = begin; item < end; ++item) {
                           const std::int64_t chunk = item % layout.chunks;
                           const std::int64_t index = item / layout.chunks % layout.tiles;
                           const std::int64_t kvHead = item / layout.chunks / layout.tiles;
                           QueryTile tile = layout.tile(kvHead, index);
                           for (int m = 0; m < tile.count; ++m) {
                               tile.out[m] = partOf(layout, parts, kvHead, index * kQueries + m, chunk).sums;
                           }
                           attendChunk(tile, layout.firstChunk + chunk);
                           for (int m = 0; m < tile.count; ++m) {
                               const Part part = partOf(layout, parts, kvHead, index * kQueries + m, chunk);
                               part.state[0] = tile.highest[m];
                               part.state[1] = tile.fresh[m] ? 0.0F : tile.total[m];
                           }
                       }
                   });
    pool.forRanges(op.kvHeads * layout.queries, 4, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t item = begin; item < end; ++item) {
            const std::int64_t kvHead = item / layout.queries;
            const std::int64_t query = item % layout.queries;
            const std::int64_t head = kvHead * layout.group + query % layout.group;
            float* out = op.out + (query / layout.group * op.heads + head) * op.headDim;
            joinParts(layout, parts, kvHead, query, out);
        }
    });
}

} // namespace

void attend(const Attend& op, Pool& pool)
{
    const Layout layout(op);
    const bool fewTiles = op.kvHeads * layout.tiles < 2 * static_cast<std::int64_t>(pool.threads());
    if (pool.threads() > 1 && op.tokens <= kAttendSplitTokens && fewTiles && layout.chunks > 1) {
        attendSplit(layout, pool);
    } else {
        attendWhole(layout, pool);
    }
}

} // namespace kernels::cpu
