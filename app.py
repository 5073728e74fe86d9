"""The Chalice app of one surface: registers its blueprints, nothing else.

Each surface is a function of its own with its own role, so each imports only what it serves.
"""

import gc

gc.disable()  # nothing imported below is garbage, and looking for some takes a seventh of a cold start

from chalicelib.bootstrap import get_surface  # noqa: E402 - collected only once all is there
from functions._http import build_app  # noqa: E402 - the same
from functions._strays import answer_strays  # noqa: E402 - the same

surface = get_surface()

if surface == "public":
    from functions.apply_pages import routes as apply_routes
    from functions.authorizer import resident_tokens
    from functions.case_pages import routes as case_routes
    from functions.follow_pages import routes as follow_routes
    from functions.gateway_api import routes as gateway_routes
    from functions.open_data import routes as open_routes
    from functions.pages import routes as page_routes
    from functions.paper_pages import routes as paper_routes
    from functions.pick_up_api import routes as pick_up_api_routes
    from functions.pick_up_pages import routes as pick_up_page_routes
    from functions.pin_pages import routes as pin_routes
    from functions.public_api import docs, health
    from functions.public_api import routes as public_routes
    from functions.resident_api import routes as resident_routes
    from functions.stop_pages import routes as stop_routes

    people = [
        page_routes,
        open_routes,
        follow_routes,
        apply_routes,
        case_routes,
        paper_routes,
        pick_up_page_routes,
        pin_routes,
    ]
    residents = [resident_routes, pick_up_api_routes, gateway_routes, stop_routes]
    app = build_app([resident_tokens, public_routes, *people, *residents, health, docs])
    answer_strays(app)
elif surface == "office":
    from functions._staff_page import refuse_page
    from functions.admin_api import routes as admin_routes
    from functions.admin_pages import routes as admin_page_routes
    from functions.assist_api import routes as assist_routes
    from functions.assist_page import routes as assist_page_routes
    from functions.authorizer import staff_tokens
    from functions.calendar_api import routes as calendar_routes
    from functions.calendar_pages import routes as calendar_page_routes
    from functions.counter_api import routes as counter_api_routes
    from functions.counter_bookings import routes as counter_booking_routes
    from functions.counter_pages import routes as counter_page_routes
    from functions.coverage_api import routes as coverage_routes
    from functions.coverage_pages import routes as coverage_page_routes
    from functions.desk_page import routes as desk_routes
    from functions.dispatch_pages import routes as dispatch_page_routes
    from functions.envelope_api import routes as envelope_routes
    from functions.letter_api import routes as letter_routes
    from functions.letter_pages import routes as letter_page_routes
    from functions.office_pages import routes as office_page_routes
    from functions.overlay_api import routes as overlay_routes
    from functions.overlay_page import routes as overlay_page_routes
    from functions.post_api import routes as post_routes
    from functions.post_station import routes as station_routes
    from functions.printing_api import routes as printing_routes
    from functions.printing_pages import routes as printing_page_routes
    from functions.public_api import docs, health
    from functions.queue_api import routes as queue_routes
    from functions.queue_pages import routes as queue_page_routes
    from functions.recount_api import routes as recount_api_routes
    from functions.recount_pages import routes as recount_page_routes
    from functions.retention_api import routes as retention_routes
    from functions.retention_pages import routes as retention_page_routes
    from functions.review_api import routes as review_routes
    from functions.review_pages import routes as review_page_routes
    from functions.search_pages import routes as search_routes
    from functions.seen_api import routes as seen_routes
    from functions.signing_api import routes as signing_routes
    from functions.signing_pages import routes as signing_page_routes
    from functions.staff_api import routes as staff_routes
    from functions.statistics_api import routes as statistics_routes
    from functions.statistics_pages import routes as statistics_page_routes
    from functions.text_pages import routes as text_page_routes

    pages = [
        office_page_routes,
        admin_page_routes,
        text_page_routes,
        statistics_page_routes,
        review_page_routes,
        coverage_page_routes,
        station_routes,
        desk_routes,
        assist_page_routes,
        overlay_page_routes,
        counter_booking_routes,
        counter_page_routes,
        dispatch_page_routes,
        queue_page_routes,
        recount_page_routes,
        calendar_page_routes,
        retention_page_routes,
        search_routes,
        printing_page_routes,
        letter_page_routes,
        signing_page_routes,
    ]
    app = build_app(
        [
            staff_tokens,
            staff_routes,
            envelope_routes,
            queue_routes,
            assist_routes,
            post_routes,
            overlay_routes,
            admin_routes,
            counter_api_routes,
            recount_api_routes,
            calendar_routes,
            retention_routes,
            statistics_routes,
            printing_routes,
            letter_routes,
            seen_routes,
            signing_routes,
            review_routes,
            coverage_routes,
            *pages,
            health,
            docs,
        ]
    )
    answer_strays(app, refuse_page)
else:
    from functions import (
        arrival_worker,
        daily_report,
        delivery_report_worker,
        erasing_worker,
        figures_worker,
        inspection_worker,
        notification_worker,
        outbox_worker,
        reading_worker,
        scan_worker,
        sweeper,
    )

    modules = (
        inspection_worker,
        scan_worker,
        arrival_worker,
        notification_worker,
        delivery_report_worker,
        outbox_worker,
        figures_worker,
        reading_worker,
        sweeper,
        daily_report,
        erasing_worker,
    )
    app = build_app([module.worker for module in modules])

gc.freeze()
gc.enable()
