// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/short_bytes.h"

#include <QtTest>

#include <vector>

using namespace lanescope;

namespace {

Bytes counted(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(i * 7 + 1);
    }
    return bytes;
}

bool holds(const ShortBytes& bytes, const Bytes& expected)
{
    return Bytes(bytes.begin(), bytes.end()) == expected && bytes.size() == expected.size() &&
           bytes.empty() == expected.empty();
}

}  // namespace

class ShortBytesTest : public QObject {
    Q_OBJECT
private slots:
    void anySizeComesThroughCopiesAndMoves()
    {
        for (const std::size_t size : {0u, 1u, 31u, 32u, 33u, 64u, 1000u}) {
            const Bytes expected = counted(size);
            const ShortBytes first(expected);
            QVERIFY(holds(first, expected));
            ShortBytes copy = first;
            QVERIFY(holds(copy, expected));
            QVERIFY(copy == first);
            const ShortBytes moved = std::move(copy);
            QVERIFY(holds(moved, expected));
        }
    }

    void oneThatIsAssignedForgetsWhatItHad()
    {
        for (const std::size_t before : {0u, 32u, 33u, 500u}) {
            for (const std::size_t after : {0u, 32u, 33u, 500u}) {
                ShortBytes bytes(counted(before));
                bytes = ShortBytes(counted(after));
                QVERIFY(holds(bytes, counted(after)));
                const ShortBytes other(counted(before));
                bytes = other;
                QVERIFY(holds(bytes, counted(before)));
                bytes.clear();
                QVERIFY(holds(bytes, {}));
            }
        }
    }

    void equalOnesHaveTheSameBytes()
    {
        QVERIFY(ShortBytes({1, 2}) == ShortBytes({1, 2}));
        QVERIFY(!(ShortBytes({1, 2}) == ShortBytes({1, 3})));
        QVERIFY(!(ShortBytes({1, 2}) == ShortBytes({1, 2, 0})));
        QVERIFY(!(ShortBytes(counted(32)) == ShortBytes(counted(33))));
    }

    void aGrowingVectorKeepsThem()
    {
        std::vector<ShortBytes> all;
        for (std::size_t size = 0; size < 100; ++size) {
            all.emplace_back(counted(size));
        }
        for (std::size_t size = 0; size < 100; ++size) {
            QVERIFY(holds(all[size], counted(size)));
        }
    }
};

QTEST_GUILESS_MAIN(ShortBytesTest)
#include "short_bytes_test.moc"
