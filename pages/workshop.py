"""Workshop: lead a room through the hour, or take part in it; the room sees its own numbers."""

from lib.charts import numbers, room
from lib.ui import leading, rooms, screen, seated, session

if not rooms.in_front():
    workbook = session.workbook()
    seated.draw(
        workbook,
        session.day_of(workbook),
        room.slides,
        lambda records, today: numbers.of(records, today).judged,
    )
elif screen.asked_for():
    screen.draw(room.slides)
else:
    leading.draw(room.slides)
