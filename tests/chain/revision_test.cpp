// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/revision.h"

#include <QtTest>

#include <string>

using namespace lanescope;

class RevisionTest : public QObject {
    Q_OBJECT

private slots:
    void mainnetForksBeginAtTheirBlockOrSecond_data()
    {
        QTest::addColumn<quint64>("number");
        QTest::addColumn<quint64>("timestamp");
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("from");
        const auto by_number = [](const char* name, quint64 number, Revision before,
                                  Revision from) {
            QTest::newRow(name) << number << quint64{0} << static_cast<int>(before)
                                << static_cast<int>(from);
        };
        by_number("homestead", 1150000, Revision::frontier, Revision::homestead);
        by_number("tangerine whistle", 2463000, Revision::homestead, Revision::tangerine_whistle);
        by_number("spurious dragon", 2675000, Revision::tangerine_whistle,
                  Revision::spurious_dragon);
        by_number("byzantium", 4370000, Revision::spurious_dragon, Revision::byzantium);
        by_number("petersburg", 7280000, Revision::byzantium, Revision::petersburg);
        by_number("istanbul", 9069000, Revision::petersburg, Revision::istanbul);
        by_number("berlin", 12244000, Revision::istanbul, Revision::berlin);
        by_number("london", 12965000, Revision::berlin, Revision::london);
        by_number("paris", 15537394, Revision::london, Revision::paris);
        const auto by_time = [](const char* name, quint64 time, Revision before, Revision from) {
            QTest::newRow(name) << quint64{17000000} << time << static_cast<int>(before)
                                << static_cast<int>(from);
        };
        by_time("shanghai", 1681338455, Revision::paris, Revision::shanghai);
        by_time("cancun", 1710338135, Revision::shanghai, Revision::cancun);
        by_time("prague", 1746612311, Revision::cancun, Revision::prague);
        by_time("osaka", 1764798551, Revision::prague, Revision::osaka);
    }
    void mainnetForksBeginAtTheirBlockOrSecond()
    {
        QFETCH(quint64, number);
        QFETCH(quint64, timestamp);
        QFETCH(int, before);
        QFETCH(int, from);
        const Fork last =
            timestamp == 0 ? mainnet_fork(number - 1, 0) : mainnet_fork(number, timestamp - 1);
        const Fork first = mainnet_fork(number, timestamp);
        QCOMPARE(static_cast<int>(last.revision), before);
        QCOMPARE(static_cast<int>(first.revision), from);
        QCOMPARE(first.chain_id, 1u);
    }

    void onlyOneMainnetBlockMovesTheDaoBalances()
    {
        QVERIFY(!mainnet_fork(1919999, 0).dao_transition);
        QVERIFY(mainnet_fork(1920000, 0).dao_transition);
        QVERIFY(!mainnet_fork(1920001, 0).dao_transition);
        QVERIFY(mainnet_fork(1920000, 0).revision == Revision::homestead);
    }

    void mainnetBlobParametersFollowTheSchedule()
    {
        constexpr std::uint64_t number = 23000000;
        QVERIFY(mainnet_fork(number, 1710338134).blobs == BlobParameters{});
        QVERIFY(mainnet_fork(number, 1710338135).blobs == (BlobParameters{3, 6, 3338477}));
        QVERIFY(mainnet_fork(number, 1746612311).blobs == (BlobParameters{6, 9, 5007716}));
        QVERIFY(mainnet_fork(number, 1765290070).blobs == (BlobParameters{6, 9, 5007716}));
        QVERIFY(mainnet_fork(number, 1765290071).blobs == (BlobParameters{10, 15, 8346193}));
        QVERIFY(mainnet_fork(number, 1767747670).blobs == (BlobParameters{10, 15, 8346193}));
        QVERIFY(mainnet_fork(number, 1767747671).blobs == (BlobParameters{14, 21, 11684671}));
    }

    void everyRevisionIsFoundByItsOwnName()
    {
        for (std::size_t i = 0; i < revision_count; ++i) {
            const auto revision = static_cast<Revision>(i);
            const auto fork = fork_by_name(name_of(revision));
            QVERIFY2(fork, std::string(name_of(revision)).c_str());
            QVERIFY(fork->revision == revision);
        }
    }

    void usualSpellingsAreKnown()
    {
        const auto is = [](const char* name, Revision revision) {
            const auto fork = fork_by_name(name);
            return fork && fork->revision == revision;
        };
        QVERIFY(is("EIP150", Revision::tangerine_whistle));
        QVERIFY(is("EIP158", Revision::spurious_dragon));
        QVERIFY(is("TangerineWhistle", Revision::tangerine_whistle));
        QVERIFY(is("tangerine_whistle", Revision::tangerine_whistle));
        QVERIFY(is("SPURIOUS DRAGON", Revision::spurious_dragon));
        QVERIFY(is("ConstantinopleFix", Revision::petersburg));
        QVERIFY(is("Constantinople", Revision::constantinople));
        QVERIFY(is("MuirGlacier", Revision::istanbul));
        QVERIFY(is("ArrowGlacier", Revision::london));
        QVERIFY(is("GrayGlacier", Revision::london));
        QVERIFY(is("Merge", Revision::paris));
        QVERIFY(is("BPO1", Revision::osaka));
        QVERIFY(fork_by_name("BPO1")->blobs == (BlobParameters{10, 15, 8346193}));
        QVERIFY(fork_by_name("bpo2")->blobs == (BlobParameters{14, 21, 11684671}));
    }

    void transitionsSwitchAtTheirBlockOrSecond_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<quint64>("numberBefore");
        QTest::addColumn<quint64>("timeBefore");
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("after");
        const auto add = [](const char* name, quint64 number, quint64 time, Revision before,
                            Revision after) {
            QTest::newRow(name) << name << number << time << static_cast<int>(before)
                                << static_cast<int>(after);
        };
        add("FrontierToHomesteadAt5", 4, 0, Revision::frontier, Revision::homestead);
        add("HomesteadToDaoAt5", 4, 0, Revision::homestead, Revision::homestead);
        add("HomesteadToEIP150At5", 4, 0, Revision::homestead, Revision::tangerine_whistle);
        add("EIP158ToByzantiumAt5", 4, 0, Revision::spurious_dragon, Revision::byzantium);
        add("ByzantiumToConstantinopleAt5", 4, 0, Revision::byzantium, Revision::constantinople);
        add("ByzantiumToConstantinopleFixAt5", 4, 0, Revision::byzantium, Revision::petersburg);
        add("BerlinToLondonAt5", 4, 0, Revision::berlin, Revision::london);
        add("MergeToShanghaiAtTime15k", 1, 14999, Revision::paris, Revision::shanghai);
        add("ParisToShanghaiAtTime15k", 1, 14999, Revision::paris, Revision::shanghai);
        add("ShanghaiToCancunAtTime15k", 1, 14999, Revision::shanghai, Revision::cancun);
        add("CancunToPragueAtTime15k", 1, 14999, Revision::cancun, Revision::prague);
        add("PragueToOsakaAtTime15k", 1, 14999, Revision::prague, Revision::osaka);
        add("OsakaToBPO1AtTime15k", 1, 14999, Revision::osaka, Revision::osaka);
        add("BPO1ToBPO2AtTime15k", 1, 14999, Revision::osaka, Revision::osaka);
    }
    void transitionsSwitchAtTheirBlockOrSecond()
    {
        QFETCH(QString, name);
        QFETCH(quint64, numberBefore);
        QFETCH(quint64, timeBefore);
        QFETCH(int, before);
        QFETCH(int, after);
        const auto last = fork_by_name(name.toStdString(), numberBefore, timeBefore);
        const auto first = fork_by_name(name.toStdString(), numberBefore + 1, timeBefore + 1);
        QVERIFY(last && first);
        QCOMPARE(static_cast<int>(last->revision), before);
        QCOMPARE(static_cast<int>(first->revision), after);
    }

    void blobParameterForksSwitchInTransitions()
    {
        QVERIFY(fork_by_name("OsakaToBPO1AtTime15k", 1, 14999)->blobs ==
                fork_by_name("Osaka")->blobs);
        QVERIFY(fork_by_name("OsakaToBPO1AtTime15k", 1, 15000)->blobs ==
                fork_by_name("BPO1")->blobs);
        QVERIFY(fork_by_name("BPO1ToBPO2AtTime15k", 1, 15000)->blobs ==
                fork_by_name("BPO2")->blobs);
    }

    void theDaoTransitionIsOneBlock()
    {
        QVERIFY(!fork_by_name("HomesteadToDaoAt5", 4)->dao_transition);
        QVERIFY(fork_by_name("HomesteadToDaoAt5", 5)->dao_transition);
        QVERIFY(!fork_by_name("HomesteadToDaoAt5", 6)->dao_transition);
    }

    void aTransitionByDifficultyGivesTheForkBefore()
    {
        const auto fork = fork_by_name("ArrowGlacierToParisAtDiffC0000", 100, 100);
        QVERIFY(fork.has_value());
        QVERIFY(fork->revision == Revision::london);
    }

    void unknownNamesGiveNothing()
    {
        for (const char* name :
             {"", "Atlantis", "Merge+3540+3670", "At5", "ToAt5", "BerlinToLondonAt",
              "BerlinToLondonAtTime", "BerlinToLondonAtk", "BerlinToAtlantisAt5",
              "BerlinToLondonAt5x", "cancun!",
              "a name that is much longer than any fork's name could ever become, "
              "whatever people think up"}) {
            QVERIFY2(!fork_by_name(name, 10, 20000), name);
        }
    }

    void blobBaseFeesAreTheExponentialOfEip4844_data()
    {
        QTest::addColumn<quint64>("excess");
        QTest::addColumn<quint64>("fraction");
        QTest::addColumn<quint64>("fee");
        const auto add = [](quint64 excess, quint64 fraction, quint64 fee) {
            QTest::addRow("%llu of %llu", static_cast<unsigned long long>(excess),
                          static_cast<unsigned long long>(fraction))
                << excess << fraction << fee;
        };
        add(0, 1, 1);
        add(2, 1, 6);
        add(4, 2, 6);
        add(3, 1, 16);
        add(6, 2, 18);
        add(4, 1, 49);
        add(8, 2, 50);
        add(5, 1, 136);
        add(5, 2, 11);
        add(50000000, 2225652, 5709098764);
        add(0, 3338477, 1);
        add(2314057, 3338477, 1);
        add(2314058, 3338477, 2);  // where e^x passes 2
    }
    void blobBaseFeesAreTheExponentialOfEip4844()
    {
        QFETCH(quint64, excess);
        QFETCH(quint64, fraction);
        QFETCH(quint64, fee);
        QVERIFY(blob_base_fee(excess, {0, 0, fraction}) == Uint256{fee});
    }

    void blobBaseFeesPastTheTopAreTheLargestNumber()
    {
        QVERIFY(blob_base_fee(~0ull, {3, 6, 3338477}) == Uint256::max());
        QVERIFY(blob_base_fee(1, {}) == Uint256{});
    }
};

QTEST_APPLESS_MAIN(RevisionTest)
#include "revision_test.moc"
