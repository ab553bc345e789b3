"""Two transactions that certify one product at once do not see each other's rows: the second waits,
and is refused."""

import threading
import time
from datetime import date

from django.db import IntegrityError, connection, transaction

from certifications.models import Certification
from tests.certifications.models.periods import a_decision, a_place, a_producer, a_product, certify


def test_of_two_transactions_that_certify_one_product_one_wins(fresh_database):
    place = a_place()
    product, decision = a_product(a_producer(place)), a_decision(place)
    written, refused = threading.Event(), []

    def first():
        with transaction.atomic():
            certify(product, decision, date(2026, 1, 1), date(2029, 1, 1))
            written.set()
            time.sleep(0.5)  # the second arrives before this one commits
        connection.close()

    def second():
        written.wait()
        try:
            with transaction.atomic():
                certify(product, decision, date(2026, 6, 1), date(2029, 6, 1))
        except IntegrityError as error:
            refused.append(str(error))
        connection.close()

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "certification_periods_overlap" in refused[0]
    assert [row.issued_on for row in Certification.objects.filter(product=product)] == [
        date(2026, 1, 1)
    ]
