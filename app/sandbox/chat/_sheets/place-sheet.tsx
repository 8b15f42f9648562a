"use client";

import { PinIcon } from "../icons";
import { type Place, places } from "../samples";
import { Sheet } from "./sheet";

type PlaceSheetProps = { onChosen: (place: Place) => void; onClose: () => void };

/** Chooses where the phone is. */
export function PlaceSheet({ onChosen, onClose }: PlaceSheetProps) {
  return (
    <Sheet title="位置" onClose={onClose} testid="chat-place-sheet">
      <ul className="sheet-list">
        {places.map((place, index) => (
          <li key={place.label}>
            <button
              type="button"
              data-first={index === 0 ? true : undefined}
              onClick={() => {
                onClose();
                onChosen(place);
              }}
              data-testid="chat-place"
            >
              <PinIcon size={22} />
              <span>
                {place.label}
                <small>
                  {place.latitude.toFixed(5)}, {place.longitude.toFixed(5)}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
