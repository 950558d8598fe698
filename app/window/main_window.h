// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document_loader.h"
#include "app/window/names_loader.h"
#include "app/window/run_controller.h"
#include "app/window/selection_history.h"
#include "app/window/settings.h"
#include "app/window/view_frame.h"

#include <QElapsedTimer>
#include <QMainWindow>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

class QActionGroup;
class QComboBox;
class QLabel;
class QProgressBar;

namespace lanescope::views {
class CardStrip;
class SummaryView;
}  // namespace lanescope::views

namespace lanescope::app {

class FindField;
struct FindHit;
class MessageBar;
class RunBar;

/// The window: one block, its runs, and every view of the run that is shown.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a block file, a pair of files or a recording, off the GUI thread.
    void open(const QStringList& paths);
    /// Opens the block that comes with the program, if it is there.
    void openSample();

    // What tests and the program's other parts look at.
    [[nodiscard]] views::Selection& selection() { return m_selection; }
    [[nodiscard]] RunController& controller() { return m_controller; }
    [[nodiscard]] RunBar* runBar() const { return m_runBar; }
    [[nodiscard]] MessageBar* messageBar() const { return m_messageBar; }
    [[nodiscard]] FindField* findField() const { return m_find; }
    [[nodiscard]] QComboBox* runChooser() const { return m_runChooser; }
    [[nodiscard]] const std::shared_ptr<const Document>& document() const { return m_document; }
    /// The run that is shown; null: none.
    [[nodiscard]] const views::RunPicture& picture() const { return m_picture; }
    [[nodiscard]] ViewFrame* frame(const QString& name) const;
    [[nodiscard]] const std::vector<ViewFrame*>& frames() const { return m_frames; }
    /// Every action of the menus, for the palette, the key sheet and tests.
    [[nodiscard]] QList<QAction*> menuActions() const;
    /// Writes all runs of the window's list; finished with saved() or a message.
    void saveRecording(const QString& path);

    /// Takes names from the contracts below `folder`, and remembers it for the open file. Empty: none.
    void setContractsFolder(const QString& folder);
    [[nodiscard]] NamesLoader& names() { return m_names; }

    /// Brings a view to the front and gives it the keyboard.
    void showView(const QString& name);

signals:
    /// The document asked for is open.
    void opened();
    void openFailed();
    /// A picture is on the screen.
    void pictureShown();
    void saved(const QString& path);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    /// One run that can be shown.
    struct ShownRun {
        std::shared_ptr<const RunRecord> record;
        Machine machine;
        std::optional<views::Measured> measured;
    };

    // Composition; main_window_layout.cpp.
    void makeViews();
    void makeDocks();
    void makeBars();
    void restoreLayout();
    void resetLayout();
    ViewFrame* addView(const QString& name, const QString& title, const QString& hint,
                       views::View* view, bool isTable);
    QDockWidget* addDock(Qt::DockWidgetArea area, ViewFrame* frame);
    void updateDockTitles();

    // What can be done; main_window_actions.cpp.
    void makeActions();
    QAction* addAction(const QString& text, const QKeySequence& keys, const QString& tip);
    void updateActions();
    void showFound(const FindHit& hit);
    // main_window_menus.cpp.
    void makeMenus();
    void updateRecentFiles();
    // main_window_files.cpp.
    void chooseFile();
    void chooseSavePath();
    void chooseContractsFolder();
    void exportView(ViewFrame* frame, const QString& suffix);
    // main_window_settings.cpp.
    void setTheme(ThemeChoice choice);
    /// What of the settings counts at once; what a new run begins with is the run bar's.
    void applySettings();
    void showPreferences();
    // main_window_dialogs.cpp; about.cpp.
    void showRecordDialog();
    void showScenarios();
    void showPalette();
    void showKeys();
    void showHelp(const QString& page);
    void showAbout();

    // Document and runs.
    void showDocument(const std::shared_ptr<Document>& document);
    [[nodiscard]] RunPlan rememberedPlan() const;
    void startRun();
    void setPicture(const views::RunPicture& picture);
    /// Gives m_picture, and the names that there are, to all views.
    void showPicture();
    /// Names are not looked for while a run is measured.
    void holdNames();
    /// There are no names to wait for any more.
    void releaseRepeats();
    // main_window_runs.cpp.
    [[nodiscard]] RunPlan plan() const;
    void addRun(const ShownRun& run);
    void showRun(int index);
    void updateStatus();
    void updateTitle();
    void updateCost();
    [[nodiscard]] QString selectionText() const;

    Settings& m_settings;
    views::Selection m_selection;
    SelectionHistory m_history;
    RunController m_controller;
    DocumentLoader m_loader;
    NamesLoader m_names;
    std::shared_ptr<const Document> m_document;
    views::RunPicture m_picture;
    std::optional<views::Measured> m_measured;
    std::vector<ShownRun> m_runs;
    std::uint64_t m_pictureGeneration = 0;
    std::vector<std::jthread> m_background;
    const views::Palette* m_palette = nullptr;

    std::vector<ViewFrame*> m_frames;
    ViewFrame* m_currentFrame = nullptr;  ///< had the keyboard last; null: none yet
    std::vector<QDockWidget*> m_docks;
    views::CardStrip* m_cards = nullptr;
    views::SummaryView* m_summary = nullptr;
    RunBar* m_runBar = nullptr;
    MessageBar* m_messageBar = nullptr;
    FindField* m_find = nullptr;
    QComboBox* m_runChooser = nullptr;
    QLabel* m_selectionLabel = nullptr;
    QLabel* m_verifiedLabel = nullptr;
    QLabel* m_eventsLabel = nullptr;
    QLabel* m_stateLabel = nullptr;
    QLabel* m_costLabel = nullptr;
    bool m_isUnpainted = false;  ///< a picture has come that was not painted yet
    QElapsedTimer m_sinceCost;   ///< since the cost of pictures was written down

    struct Actions {
        QAction* open = nullptr;
        QAction* sample = nullptr;
        QAction* scenario = nullptr;
        QAction* record = nullptr;
        QAction* save = nullptr;
        QAction* contracts = nullptr;
        QAction* exportPicture = nullptr;
        QAction* exportVector = nullptr;
        QAction* exportTable = nullptr;
        QAction* preferences = nullptr;
        QAction* quit = nullptr;
        QAction* run = nullptr;
        QAction* pause = nullptr;
        QAction* step = nullptr;
        QAction* stop = nullptr;
        QAction* faster = nullptr;
        QAction* slower = nullptr;
        QAction* fullSpeed = nullptr;
        QAction* moreWorkers = nullptr;
        QAction* fewerWorkers = nullptr;
        QAction* suspend = nullptr;
        QAction* lazy = nullptr;
        QAction* commutative = nullptr;
        QAction* accesses = nullptr;
        QAction* runWhenOpened = nullptr;
        QAction* back = nullptr;
        QAction* forward = nullptr;
        QAction* find = nullptr;
        QAction* filter = nullptr;
        QAction* deselect = nullptr;
        QAction* table = nullptr;
        QAction* palette = nullptr;
        QAction* keys = nullptr;
    } m_actions;
    QMenu* m_recentMenu = nullptr;
    QActionGroup* m_themes = nullptr;
};

/// Where the program's sample blocks are; empty if they are not installed.
[[nodiscard]] QString samplePath();

}  // namespace lanescope::app
