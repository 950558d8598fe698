// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/scenarios/scenarios.h"
#include "workload/stage.h"

#include "base/keccak.h"

#include <algorithm>
#include <numeric>

namespace lanescope::workload {

namespace {

Hash hash_of_words(std::initializer_list<Hash> words)
{
    Bytes bytes;
    for (const Hash& word : words) {
        bytes.insert(bytes.end(), word.bytes.begin(), word.bytes.end());
    }
    return keccak256(bytes);
}

/// A Merkle tree whose pairs are hashed in ascending order, as the contracts check it. A node without a
/// partner moves up as it is.
class MerkleTree {
public:
    explicit MerkleTree(std::vector<Hash> leaves) : levels_{std::move(leaves)}
    {
        while (levels_.back().size() > 1) {
            const std::vector<Hash>& below = levels_.back();
            std::vector<Hash> level;
            for (std::size_t i = 0; i < below.size(); i += 2) {
                if (i + 1 == below.size()) {
                    level.push_back(below[i]);
                } else {
                    const auto [low, high] = std::minmax(below[i], below[i + 1]);
                    level.push_back(hash_of_words({low, high}));
                }
            }
            levels_.push_back(std::move(level));
        }
    }
    [[nodiscard]] const Hash& root() const { return levels_.back().front(); }
    [[nodiscard]] std::vector<Hash> proof(std::size_t leaf) const
    {
        std::vector<Hash> proof;
        for (std::size_t level = 0; level + 1 < levels_.size(); ++level, leaf /= 2) {
            if (const std::size_t partner = leaf ^ 1; partner < levels_[level].size()) {
                proof.push_back(levels_[level][partner]);
            }
        }
        return proof;
    }

private:
    std::vector<std::vector<Hash>> levels_;
};

/// One leaf for each transaction, claimed in an order that chance has made.
void claim(Stage& stage)
{
    const std::uint32_t count = stage.transactions();
    std::vector<std::uint32_t> index(count);  // of the leaf that each transaction claims
    std::iota(index.begin(), index.end(), 0u);
    for (std::uint32_t i = count; i > 1; --i) {
        std::swap(index[i - 1], index[stage.random().below(i)]);
    }
    std::vector<Hash> leaves(count);
    std::vector<Uint256> amounts(count);
    Uint256 sum;
    for (std::uint32_t i = 0; i < count && stage.people() != 0; ++i) {
        amounts[i] = whole(1 + stage.random().below(1000));
        sum += amounts[i];
        leaves[index[i]] = hash_of_words({word_of_number(index[i]),
                                          word_of_address(stage.person(i % stage.people())),
                                          word_of_number(amounts[i])});
    }
    const MerkleTree tree(std::move(leaves));
    Bytes arguments;
    for (const Hash& word : {tree.root(), word_of_number(sum)}) {
        arguments.insert(arguments.end(), word.bytes.begin(), word.bytes.end());
    }
    const Address airdrop = stage.deploy("PotAirdrop", "OwnSlotAirdrop", arguments);
    const Address collector = stage.named("collector");
    const Popularity popularity = stage.popularity(2);
    stage.play([&](const Stage::Turn& turn) {
        const bool collected = popularity.choose(stage.random()) == 0;
        CallData data("claim(uint256,uint256,address,bytes32[])");
        data.add(Uint256{index[turn.number]}).add(amounts[turn.number]);
        data.add(collected ? collector : stage.person(turn.sender)).add(Uint256{0x80});
        const std::vector<Hash> proof = tree.proof(index[turn.number]);
        data.add(Uint256{proof.size()});
        for (const Hash& node : proof) {
            data.add(load_big_endian(node.bytes.data()));
        }
        stage.send(turn.sender, airdrop, data.finish());
    });
}

constexpr ScenarioAction actions[]{{"claim", "proves a place in the tree and takes the tokens"}};

}  // namespace

const Scenario airdrop_scenario{
    .name = "airdrop",
    .title = "Airdrop",
    .field = "airdrop",
    .sentence =
        "Thousands claim tokens with a Merkle proof. A pot that shrinks, and claims marked by bits "
        "of shared slots, make a queue of them.",
    .hot = "claims that are paid to one collector's address",
    .naive = "One pot, one count, and one slot of bits for 256 claims.",
    .parallel = "Each claim has a slot of its own, which holds its tokens.",
    .actions = actions,
    .has_zipf = false,
    .make = make_on_stage<claim>};

}  // namespace lanescope::workload
